import 'reflect-metadata';
import { once } from 'node:events';
import { request as send } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { CLOUD_EVENT_BATCH_MEDIA_TYPE, CLOUD_EVENT_MEDIA_TYPE } from './media-type';
import { FakeService, GIFT, KEYED } from '../app/fake-service.fixture';

const service = new FakeService();
const call = service.call.bind(service);
const post = service.post.bind(service);
beforeAll(() => service.open());
afterAll(() => service.app.close());

describe('bodies', () => {
  it('hands the handler what it declared', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { status, json, headers } = await post('/v1/gifts', GIFT, {
      headers: { traceparent, prefer: 'wait=3' },
    });
    expect(status).toBe(201);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    expect(json).toEqual({ sub: 'ana', key: 'key-1', waitMs: 3_000, traceId, input: GIFT });
    expect(headers.get('traceparent')).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/,
    );
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('refuses members that no input class knows, whatever their names', async () => {
    const body = JSON.stringify(GIFT).replace('{', '{"__proto__":{"isAdmin":true},"price":"1",');
    const { status, code, json } = await post('/v1/gifts', body);
    expect([status, code]).toEqual([400, 'validation']);
    expect(json.errors).toEqual([
      { field: '__proto__', reason: 'is not known here' },
      { field: 'price', reason: 'is not known here' },
    ]);
    expect('isAdmin' in {}).toBe(false);
  });

  it('leaves the items of an unchecked list to the handler', async () => {
    const { json } = await post('/v1/gifts/batch', { items: [GIFT, null, { ...GIFT, x: 1 }] });
    expect(json.results).toEqual([
      'good',
      [{ field: 'body', reason: 'must be an object' }],
      [{ field: 'x', reason: 'is not known here' }],
    ]);
  });

  it('refuses a missing body', async () => {
    const { status, code } = await call('POST', '/v1/gifts', { as: 'ana', headers: KEYED });
    expect([status, code]).toEqual([400, 'invalid-json']);
  });

  it('bears an unknown member of any depth', async () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    const { status, code } = await post('/v1/gifts', `{"x":${deep}}`);
    expect([status, code]).toEqual([400, 'validation']);
  });

  it.each([
    ['/v1/gifts', 65_536, 400],
    ['/v1/gifts', 65_537, 413],
    ['/v1/gifts/batch', 1_048_576, 200],
    ['/v1/gifts/batch', 1_048_577, 413],
  ])('%s takes %i bytes: %i', async (path, bytes, status) => {
    const padding = bytes - JSON.stringify({ items: [''] }).length;
    const body = JSON.stringify({ items: ['x'.repeat(padding)] });
    expect(Buffer.byteLength(body)).toBe(bytes);
    expect((await post(path, body)).status).toBe(status);
  });

  it('stops a chunked body at the limit', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { ...KEYED, authorization: `Bearer ${service.tokens.get('ana')}` };
      const request = send(
        `${service.origin}/v1/gifts`,
        { method: 'POST', headers },
        (response) => {
          response.resume();
          resolve(response.statusCode);
          request.destroy();
        },
      );
      request.on('error', reject);
      for (let chunk = 0; chunk < 5; chunk += 1) request.write('x'.repeat(16 * 1_024 + 1));
    });
    expect(status).toBe(413);
  });

  it.each([
    ['content-length: 5000000', (chunk: string) => chunk, ''],
    ['transfer-encoding: chunked', (chunk: string) => `c350\r\n${chunk}\r\n`, '0\r\n\r\n'],
  ])('reads the rest of a body that is too large: %s', async (framing, frame, end) => {
    // Otherwise a client that is still sending, such as the gateway, fails before it reads the answer.
    const client = connect(Number(new URL(service.origin).port), '127.0.0.1');
    const as = `host: a\r\nauthorization: Bearer ${service.tokens.get('ana')}\r\n`;
    client.write(
      `POST /v1/gifts HTTP/1.1\r\n${as}content-type: application/json\r\n${framing}\r\n\r\n`,
    );
    client.write(frame('x'.repeat(50_000)));
    client.write(frame('x'.repeat(50_000)));
    const [refusal] = (await once(client, 'data')) as [Buffer];
    for (let chunk = 2; chunk < 100; chunk += 1) client.write(frame('x'.repeat(50_000)));
    client.write(`${end}GET /v1/bundles HTTP/1.1\r\n${as}\r\n`);
    const [answer] = (await once(client, 'data')) as [Buffer];
    client.destroy();
    expect(refusal.toString()).toMatch(/^HTTP\/1.1 413 /);
    expect(answer.toString()).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    ['/v1/gifts', 'ana', CLOUD_EVENT_MEDIA_TYPE, 415],
    ['/v1/purchase-events', 'shop', 'application/json', 415],
    ['/v1/purchase-events', 'shop', CLOUD_EVENT_MEDIA_TYPE, 200],
    ['/v1/purchase-events', 'shop', CLOUD_EVENT_BATCH_MEDIA_TYPE, 200],
  ])('%s as %s with %s is %i', async (path, as, type, status) => {
    const answer = await post(path, '{}', { as, headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
  });

  it('answers anything at all with 4xx, never with 500', async () => {
    const names = fc.constantFrom('giftId', 'quantity', 'creatorId', 'paid', 'coins', '__proto__');
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom('-1', '1e3', ' 1', 1e300, -0, '१'));
    const body = fc.oneof(
      fc.dictionary(fc.oneof(names, fc.string()), member).map((value) => JSON.stringify(value)),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(body, { maxLength: 20 }), async (bodies) => {
        const answers = await Promise.all(bodies.map((text) => post('/v1/gifts', text)));
        const expected = bodies.map(() => [400, 'application/problem+json']);
        expect(answers.map((it) => [it.status, it.headers.get('content-type')])).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});

describe('headers and queries', () => {
  it('asks for an Idempotency-Key', async () => {
    const { status, code } = await post('/v1/gifts', GIFT, { headers: { 'idempotency-key': '' } });
    expect([status, code]).toEqual([400, 'idempotency-key']);
  });

  it.each([
    ['?limit=0', 400, 'invalid-limit'],
    ['?limit=5&limit=6', 400, 'invalid-limit'],
    ['?minPosition=-1', 400, 'invalid-position'],
    ['?cursor=a&cursor=b', 400, 'invalid-cursor'],
    ['?window=year', 400, 'validation'],
    ['?__proto__=1&window=day&limit=500&minPosition=18', 200, undefined],
  ])('GET /v1/gifts%s is %i %s', async (query, status, code) => {
    const answer = await call('GET', `/v1/gifts${query}`, { as: 'ana' });
    expect([answer.status, answer.code]).toEqual([status, code]);
  });
});
