import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, request as send, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { AnyRole } from '@gifting/http';
import { ClusterReadiness, fetchOpenApi } from './cluster-front';
import { createFrontServer, listen, listenerOf, stopServer } from './front-server';
import { createHttpApp, describeApi, mergeOpenApi } from '@gifting/http/app';
import { createServiceApp, Metrics, Readiness } from '@gifting/service';
import { FakeService } from '../../../libs/http/src/app/fake-service.fixture';
import { IsGiftId, IsMoneyText, type MoneyInput, Optional } from '@gifting/http/input';
import { proxyTo } from './proxy';
import { RouteTable } from './route-table';

class RefundInput {
  @IsGiftId()
  readonly giftId!: string;

  @Optional()
  @IsMoneyText()
  readonly paid?: MoneyInput;
}

class RefundView {
  @ApiProperty({ type: 'string', nullable: true })
  readonly viewerId!: string | null;

  @ApiProperty({ enum: ['paid', 'failed'], type: 'string', nullable: true })
  readonly outcome!: string | null;

  @ApiProperty({ type: () => RefundInput, nullable: true })
  readonly input!: RefundInput | null;
}

@Controller('v1/refunds')
class RefundsController {
  @Post()
  @AnyRole()
  refund(@Body() input: RefundInput) {
    return { from: 'wallet', input };
  }

  @Get()
  @AnyRole()
  @ApiOkResponse({ type: RefundView })
  list() {
    return { from: 'wallet' };
  }
}

@Module({ controllers: [RefundsController] })
class WalletModule {}

@Module({})
class FrontModule {}

const ROUTES = new RouteTable({
  gift: ['/v1/gifts', '/v1/gifts/*', '/v1/bundles'],
  wallet: ['/v1/refunds'],
  gone: ['/v1/payouts'],
});

const service = new FakeService();
const servers: Server[] = [];
let front: string;

async function serve(server: Server): Promise<string> {
  servers.push(server);
  return `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
}

const authorization = () => ({ authorization: `Bearer ${service.tokens.get('ana')}` });
const asJson = () => ({ ...authorization(), 'content-type': 'application/json' });

beforeAll(async () => {
  await service.open();
  const wallet = await createHttpApp(WalletModule, service.options);
  const own = await createServiceApp('front', FrontModule, {
    ...service.options,
    readiness: new Readiness(),
    metrics: new Metrics(),
    openApi: () => mergeOpenApi([service.app, wallet, own].map(describeApi)),
  });
  const listeners = new Map<'gift' | 'wallet' | 'gone', RequestListener>([
    ['gift', await listenerOf(service.app)],
    ['wallet', await listenerOf(wallet)],
  ]);
  front = await serve(createFrontServer(ROUTES, listeners, await listenerOf(own)));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => stopServer(server, 0)));
  await service.app.close();
});

describe('the front of one process', () => {
  it('hands each request to the owner of its path', async () => {
    const gift = await fetch(`${front}/v1/gifts/gift-1`, { headers: authorization() });
    const body = JSON.stringify({ giftId: 'rose' });
    const wallet = await fetch(`${front}/v1/refunds?x=1`, {
      method: 'POST',
      headers: asJson(),
      body,
    });
    expect([gift.status, await gift.json()]).toEqual([200, { giftTxId: 'gift-1' }]);
    expect([wallet.status, await wallet.json()]).toEqual([
      201,
      { from: 'wallet', input: { giftId: 'rose' } },
    ]);
  });

  it.each([
    ['GET', '/v1/gifts/none', 404, 'not-found'],
    ['PUT', '/v1/gifts', 405, 'method-not-allowed'],
    ['GET', '/v1/nobody', 404, 'not-found'],
    ['GET', '/v1/payouts', 404, 'not-found'],
    ['GET', '/', 404, 'not-found'],
  ])('answers %s %s with %i', async (method, path, status, code) => {
    const answer = await fetch(front + path, { method, headers: authorization() });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      status,
      code,
    ]);
  });

  it('shows one document for all, with a page that needs nothing from elsewhere', async () => {
    const answer = await fetch(`${front}/openapi.json`);
    const document = (await answer.json()) as ReturnType<typeof describeApi>;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/gifts', '/v1/refunds', '/health/ready', '/metrics']),
    );
    expect(document.paths['/v1/refunds']?.post).toMatchObject({
      security: [{ bearer: [] }],
      responses: { default: { content: { 'application/problem+json': {} } } },
    });
    expect(document.components?.schemas?.RefundInput).toMatchObject({
      required: ['giftId'],
      properties: {
        giftId: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,64}$' },
        paid: { $ref: '#/components/schemas/MoneyInput' },
      },
    });
    expect(document.components?.schemas?.RefundView).toMatchObject({
      properties: {
        viewerId: { type: ['string', 'null'] },
        outcome: { type: ['string', 'null'], enum: ['paid', 'failed', null] },
        input: { anyOf: [{ $ref: '#/components/schemas/RefundInput' }, { type: 'null' }] },
      },
    });
    const page = await (await fetch(`${front}/docs`)).text();
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    const fetched = await Promise.all(files.map((url) => fetch(front + url)));
    expect(files).toHaveLength(4);
    expect(fetched.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await fetch(`${front}/docs/package.json`)).status).toBe(404);
  });
});

describe('mergeOpenApi', () => {
  it('refuses two documents that say different things under one name', () => {
    const one = describeApi(service.app);
    const other = structuredClone(one);
    (other.components?.schemas?.MoneyInput as { type: string }).type = 'string';
    expect(mergeOpenApi([one, structuredClone(one)]).paths).toEqual(one.paths);
    expect(() => mergeOpenApi([one, other])).toThrow('describe schemas MoneyInput differently');
  });
});

describe('what the gateway says for all', () => {
  const nobody = new URL('http://127.0.0.1:1');
  const origins = () => new Map([['gift', new URL(service.origin)]]);

  it('is ready when every service is', async () => {
    const readiness = new Readiness();
    const check = readiness.expect('gift-feed', 'has not caught up');
    const options = { ...service.options, readiness, metrics: new Metrics() };
    const gift = await listenerOf(await createServiceApp('gift', FrontModule, options));
    const origins = new Map([['gift', new URL(await serve(createServer(gift)))]]);
    const cluster = new ClusterReadiness(origins);
    const waiting = { name: 'gift', reason: 'Waiting: gift-feed has not caught up.' };
    expect(await cluster.waitingFor()).toEqual([waiting]);
    check.ready();
    expect(await cluster.waitingFor()).toEqual([]);
    expect(await new ClusterReadiness(origins.set('payout', nobody)).waitingFor()).toEqual([
      { name: 'payout', reason: 'cannot be reached' },
    ]);
  });

  it('describes all services, or none while one is missing', async () => {
    expect(await fetchOpenApi(origins())).toEqual(mergeOpenApi([describeApi(service.app)]));
    await expect(fetchOpenApi(origins().set('payout', nobody))).rejects.toMatchObject({
      code: 'not-ready',
      message: 'The payout service cannot be reached.',
    });
  });
});

describe('the gateway of the cluster', () => {
  /** A service that answers with what arrived, streams events, or breaks off. */
  const echo = createServer((request, response) => {
    if (request.url === '/v1/gifts/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      request.socket.once('close', () => echo.emit('client-gone'));
      echo.once('next-event', () => response.write('id: 1\n\n'));
      return;
    }
    if (request.url === '/v1/gifts/silent') {
      echo.emit('arrived');
      request.socket.once('close', () => echo.emit('client-gone'));
      return;
    }
    if (request.url === '/v1/gifts/broken') {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half');
      response.flushHeaders();
      echo.once('next-event', () => response.destroy());
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      response.writeHead(207, { 'x-own': 'kept', connection: 'x-hop', 'x-hop': 'dropped' });
      response.end(
        JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }),
      );
    });
  });
  let gateway: string;

  beforeAll(async () => {
    const origin = await serve(echo);
    const down = createServer();
    const nobody = await listen(down, 0, '127.0.0.1');
    await stopServer(down, 0);
    const proxies = new Map<'gift' | 'wallet' | 'gone', RequestListener>([
      ['gift', proxyTo('gift', new URL(origin))],
      ['gone', proxyTo('payout', new URL(`http://127.0.0.1:${nobody}`))],
    ]);
    const own: RequestListener = (_request, response) => response.writeHead(404).end();
    gateway = await serve(createFrontServer(ROUTES, proxies, own));
  });

  it('passes a request and its answer on, without the headers of one connection', async () => {
    const body = 'x'.repeat(500_000);
    const answer = await fetch(`${gateway}/v1/gifts?a=1`, {
      method: 'POST',
      headers: asJson(),
      body,
    });
    const seen = (await answer.json()) as { headers: Record<string, string> };
    expect([answer.status, answer.headers.get('x-own'), answer.headers.get('x-hop')]).toEqual([
      207,
      'kept',
      null,
    ]);
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/gifts?a=1', body });
    expect(seen.headers).toMatchObject(asJson());
  });

  it('keeps the framing of a chunked body of any method', async () => {
    const { port } = new URL(gateway);
    const headers = { 'transfer-encoding': 'chunked', connection: 'x-secret', 'x-secret': '1' };
    const request = send({ port, path: '/v1/gifts', method: 'GET', headers });
    request.end('GET /v1/other HTTP/1.1\r\n\r\n');
    const [response] = (await once(request, 'response')) as [AsyncIterable<Buffer>];
    let text = '';
    for await (const chunk of response) text += chunk.toString();
    const seen = JSON.parse(text) as { body: string; headers: Record<string, string> };
    expect(seen.body).toBe('GET /v1/other HTTP/1.1\r\n\r\n');
    expect(seen.headers['x-secret']).toBeUndefined();
  });

  it('lets live events flow, and ends the feed of a client that goes away', async () => {
    const abort = new AbortController();
    const answer = await fetch(`${gateway}/v1/gifts/stream`, { signal: abort.signal });
    echo.emit('next-event');
    const event = await answer.body?.getReader().read();
    const gone = once(echo, 'client-gone');
    abort.abort();
    await gone;
    expect(Buffer.from((event?.value ?? []) as Uint8Array).toString()).toBe('id: 1\n\n');
  });

  it('ends the request of a client that does not wait for the answer', async () => {
    const abort = new AbortController();
    const [arrived, gone] = [once(echo, 'arrived'), once(echo, 'client-gone')];
    const answer = fetch(`${gateway}/v1/gifts/silent`, { signal: abort.signal });
    await arrived;
    abort.abort();
    await Promise.all([gone, expect(answer).rejects.toThrow()]);
  });

  it('uses its connections again', async () => {
    await (await fetch(`${gateway}/v1/gifts`)).text();
    const connections: unknown[] = [];
    const count = (socket: unknown) => connections.push(socket);
    echo.on('connection', count);
    for (let request = 0; request < 5; request += 1)
      await (await fetch(`${gateway}/v1/gifts`)).text();
    echo.off('connection', count);
    expect(connections).toEqual([]);
  });

  it('breaks off an answer that its service breaks off', async () => {
    const answer = await fetch(`${gateway}/v1/gifts/broken`);
    echo.emit('next-event');
    await expect(answer.text()).rejects.toThrow();
  });

  it('answers 503 for a service that cannot be reached', async () => {
    const body = 'x'.repeat(500_000);
    const answer = await fetch(`${gateway}/v1/payouts`, { method: 'POST', body });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({
      code: 'not-ready',
      detail: 'The payout service cannot be reached.',
    });
  });
});

describe('listen and stopServer', () => {
  it('tells why it cannot listen', async () => {
    const { port } = servers[0]?.address() as AddressInfo;
    await expect(listen(createServer(), port, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
  });

  it('waits for the requests under way, and breaks off those that outlast the grace', async () => {
    const arrived: (() => void)[] = [];
    const slow = createServer((_request, response) => {
      arrived.push(() => response.end('done'));
      slow.emit('arrived');
    });
    const origin = await serve(slow);
    const client = connect(Number(new URL(origin).port), '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(slow, 'arrived');
    const stopped = stopServer(slow, 60_000);
    arrived[0]?.();
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK[^]+done$/);
    // The client would keep its connection, but the stop does not wait for it.
    await stopped;

    const again = await serve(slow);
    const endless = fetch(again);
    await once(slow, 'arrived');
    await Promise.all([expect(endless).rejects.toThrow(), stopServer(slow, 0)]);
  });
});
