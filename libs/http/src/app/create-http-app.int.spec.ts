import 'reflect-metadata';
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import type { Role } from '../auth/caller';
import { createHttpApp } from './create-http-app';
import { RateLimiter } from './rate-limit';
import { FakeService, slowRequests } from './fake-service.fixture';

const OVER_64_KIB = 65 * 1_024;
const IN_FLIGHT = 4_096;

const service = new FakeService();
const call = service.call.bind(service);
beforeAll(() => service.open());
afterAll(() => service.app.close());

describe('the order of refusals', () => {
  // Each call has all faults from its own on; the first one decides.
  const big = 'x'.repeat(OVER_64_KIB);
  it.each([
    ['no token', '/v1/viewers/other/notes', {}, 'text/plain', big, 401, 'unauthenticated'],
    ['wrong role', '/v1/viewers/other/notes', { as: 'carl' }, 'text/plain', big, 403, 'forbidden'],
    ['foreign', '/v1/viewers/other/notes', { as: 'ana' }, 'text/plain', big, 404, 'not-found'],
    ['no id', '/v1/viewers/%20/notes', { as: 'ana' }, 'text/plain', big, 404, 'not-found'],
    ['unknown', '/v1/gifts/none/refunds', { as: 'ana' }, 'text/plain', big, 404, 'not-found'],
    ['foreign', '/v1/gifts/gift-1/refunds', { as: 'stranger' }, 'a/b', big, 404, 'not-found'],
    [
      'type',
      '/v1/viewers/ana/notes',
      { as: 'ana' },
      'text/plain',
      big,
      415,
      'unsupported-media-type',
    ],
    ['type', '/v1/gifts/gift-1/refunds', { as: 'ana' }, 'a/b', big, 415, 'unsupported-media-type'],
    [
      'size',
      '/v1/viewers/ana/notes',
      { as: 'ana' },
      'application/json',
      big,
      413,
      'body-too-large',
    ],
    ['JSON', '/v1/viewers/ana/notes', { as: 'ana' }, 'application/json', '{', 400, 'invalid-json'],
    ['rules', '/v1/viewers/ana/notes', { as: 'ana' }, 'application/json', '{}', 400, 'validation'],
  ])('%s: %s', async (_fault, path, who, type, body, status, code) => {
    const answer = await call('POST', path, { ...who, body, headers: { 'content-type': type } });
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('tells 401 with a challenge', async () => {
    const answer = await call('GET', '/v1/bundles');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('access', () => {
  it.each<[string, string, Role, string, number]>([
    ['GET', '/v1/viewers/ana/wallet', 'viewer', 'ana', 200],
    ['GET', '/v1/viewers/ana/wallet', 'viewer', 'stranger', 404],
    ['GET', '/v1/viewers/ana/wallet', 'creator', 'carl', 403],
    ['GET', '/v1/viewers/ana/wallet', 'upstream', 'shop', 403],
    ['GET', '/v1/viewers/ana/wallet', 'auditor', 'aud', 200],
    ['HEAD', '/v1/viewers/ana/wallet', 'auditor', 'aud', 200],
    ['GET', '/v1/viewers/ana/wallet', 'operator', 'ops', 200],
    ['POST', '/v1/viewers/aud/notes', 'auditor', 'aud', 403],
    ['POST', '/v1/viewers/ops/notes', 'operator', 'ops', 403],
    ['GET', '/v1/gifts/gift-1', 'viewer', 'ana', 200],
    ['GET', '/v1/gifts/gift-1', 'viewer', 'stranger', 404],
    ['GET', '/v1/gifts/gift-2', 'auditor', 'aud', 404],
    ['GET', '/v1/bundles', 'upstream', 'shop', 200],
  ])('%s %s as %s %s is %i', async (method, path, _role, as, status) => {
    expect((await call(method, path, { as })).status).toBe(status);
  });

  it('refuses to start with a route that does not say who may use it', async () => {
    @Controller('v1/open')
    class OpenController {
      @Get()
      open() {
        return 'for everybody';
      }
    }
    @Module({ controllers: [OpenController] })
    class OpenModule {}
    const open = await createHttpApp(OpenModule, service.options);
    await expect(open.init()).rejects.toThrow('GET /v1/open does not say who may use it');
  });
});

describe('unknown routes', () => {
  it.each([
    ['GET', '/v1/nothing', 'ana', 404, 'not-found', null],
    ['GET', '/v1/nothing', undefined, 401, 'unauthenticated', null],
    ['GET', '/nothing', undefined, 404, 'not-found', null],
    ['POST', '/v1/gifts/', 'ana', 404, 'not-found', null],
    ['GET', '/v1/gifts/%zz', 'ana', 404, 'not-found', null],
    ['GET', `/v1/gifts/${'g'.repeat(300)}`, 'ana', 404, 'not-found', null],
    ['DELETE', '/v1/gifts', 'ana', 405, 'method-not-allowed', 'GET, HEAD, POST'],
    ['PROPFIND', '/v1/gifts/gift-1', 'ana', 405, 'method-not-allowed', 'GET, HEAD'],
    ['OPTIONS', '/v1/bundles', 'ana', 405, 'method-not-allowed', 'GET, HEAD'],
    ['PUT', '/v1/bundles', undefined, 401, 'unauthenticated', null],
    ['POST', '/docs', undefined, 405, 'method-not-allowed', 'GET, HEAD'],
  ])('%s %s as %s is %i', async (method, path, as, status, code, allow) => {
    const answer = await call(method, path, { as });
    expect([answer.status, answer.code, answer.headers.get('allow')]).toEqual([
      status,
      code,
      allow,
    ]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('failures', () => {
  it('tells nothing of an unexpected error, and logs it with its trace id', async () => {
    const { status, json, text } = await call('POST', '/v1/failures/bug', { as: 'ana' });
    expect([status, json.code, json.type]).toEqual([500, 'internal-error', 'about:blank']);
    expect(text).not.toContain('swordfish');
    const logged = service.logLines.filter((line) => line.includes(String(json.traceId)));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('swordfish');
    expect(logged[0]).toContain('POST /v1/failures/:kind failed');
  });

  it('tells the members of a refusal', async () => {
    const { status, json } = await call('POST', '/v1/failures/refusal', { as: 'ana' });
    expect([status, json]).toEqual([
      409,
      {
        type: 'urn:gifting:problem:insufficient-coins',
        title: 'Not enough coins',
        status: 409,
        detail: 'Not enough.',
        code: 'insufficient-coins',
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        giftTxId: 'g',
      },
    ]);
  });

  it('turns a full store into 503 with Retry-After', async () => {
    const { status, code, headers } = await call('POST', '/v1/failures/store', { as: 'ana' });
    expect([status, code, headers.get('retry-after')]).toEqual([503, 'overloaded', '1']);
  });

  it('turns away what is above the limit of requests in flight', async () => {
    const open = Array.from({ length: IN_FLIGHT }, () => new EventEmitter());
    open.forEach((response) => service.admission.admit(response as unknown as ServerResponse));
    const full = await call('GET', '/v1/bundles', { as: 'ana' });
    open.forEach((response) => response.emit('close'));
    const free = await call('GET', '/v1/bundles', { as: 'ana' });
    expect([full.status, full.code, full.headers.get('retry-after')]).toEqual([
      503,
      'overloaded',
      '1',
    ]);
    expect(free.status).toBe(200);
  });

  it('limits the rate of a subject where it is configured', async () => {
    const rateLimiter = new RateLimiter({ perSecond: 1, burst: 2 }, () => 0);
    const limited = await new FakeService().open({ rateLimiter });
    const answers = [];
    for (const as of ['ana', 'ana', 'ana', 'stranger']) {
      const { status, code, headers } = await limited.call('GET', '/v1/bundles', { as });
      answers.push([status, code, headers.get('retry-after')]);
    }
    await limited.app.close();
    expect(answers).toEqual([
      [200, undefined, null],
      [200, undefined, null],
      [429, 'too-many-requests', '1'],
      [200, undefined, null],
    ]);
  });
});

describe('a stop', () => {
  it('lets requests under way end, and keeps no connection', async () => {
    const stopping = await new FakeService().open();
    const arrived = once(slowRequests, 'arrived');
    const client = connect(Number(new URL(stopping.origin).port), '127.0.0.1');
    const token = stopping.tokens.get('ana');
    const get = `GET /v1/slow HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\n\r\n`;
    client.write(get);
    await arrived;
    const closed = stopping.app.close();
    const isRefused = () =>
      fetch(stopping.origin).then(
        () => false,
        () => true,
      );
    while (!(await isRefused()));
    slowRequests.emit('answer');
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toContain('{"slow":true}');
    await closed;
  });
});
