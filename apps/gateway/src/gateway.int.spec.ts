import 'reflect-metadata';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as send,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { connect } from 'node:net';
import { Metrics } from '@gifting/service';
import { FakeService, KEYED } from '../../../libs/http/src/app/fake-service.fixture';
import { type Gateway, openGateway } from './gateway';
import { LocalServers } from './local-servers.fixture';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** A service that answers with what arrived, streams events, breaks off, or says nothing. */
const echo = createServer((request, response) => {
  if (request.url === '/v1/gifts/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    request.socket.once('close', () => echo.emit('client-gone'));
    echo.once('next-event', () => response.write('id: 1\n\n'));
    return;
  }
  if (request.url === '/v1/gifts/open') {
    response.flushHeaders();
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
  if (request.url === '/v1/gifts/lost') {
    echo.emit('arrived');
    request.socket.destroy();
    return;
  }
  if (request.url === '/v1/gifts/busy') {
    echo.emit('arrived');
    response.writeHead(503, { 'retry-after': '0' }).end('busy');
    return;
  }
  if (request.url === '/v1/gifts/slow') {
    echo.once('answer', () => response.end('late'));
    echo.emit('arrived');
    return;
  }
  if (request.url === '/v1/gifts/nothing') {
    response.writeHead(204, { 'x-own': 'kept' }).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url, headers } = request;
    response.writeHead(207, { 'x-own': 'kept', connection: 'x-hop', 'x-hop': 'dropped' });
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
});

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The service behind the routes of the wallet; that behind those of gifts is the echo. */
const service = new FakeService();
const servers = new LocalServers();
let echoOrigin: URL;
let opened: Gateway;
let gateway: string;

const authorization = () => ({ authorization: `Bearer ${service.tokens.get('ana')}` });
const asJson = () => ({ ...authorization(), 'content-type': 'application/json' });

const runtime = () => ({
  ...service.options,
  admission: service.admission,
  metrics: new Metrics(),
});
const anyPort = { host: '127.0.0.1', port: 0 };

beforeAll(async () => {
  await service.open();
  const down = createServer();
  const nobody = await servers.serve(down);
  down.close();
  await once(down, 'close');
  echoOrigin = await servers.serve(echo);
  const origins = new Map([
    ['gift', echoOrigin],
    ['wallet', new URL(service.origin)],
    ['payout', nobody],
  ]);
  opened = await openGateway(origins, runtime(), anyPort);
  gateway = `http://127.0.0.1:${opened.port}`;
});
afterAll(async () => {
  servers.stop();
  await opened.stop();
  await service.app.close();
});

/** Sends what fetch would not send as it is. */
async function sendRaw(options: RequestOptions, body = ''): Promise<[IncomingMessage, string]> {
  const request = send({ port: opened.port, agent: false, ...options });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return [response, text];
}

async function seen(options: RequestOptions, body?: string): Promise<Seen> {
  const [, text] = await sendRaw(options, body);
  return JSON.parse(text) as Seen;
}

/** How often the echo says that a request arrived while something runs. */
async function countArrivals(run: () => Promise<unknown>): Promise<number> {
  let arrivals = 0;
  const count = () => (arrivals += 1);
  echo.on('arrived', count);
  await run();
  echo.off('arrived', count);
  return arrivals;
}

describe('the gateway of the cluster', () => {
  it('passes a request and its answer on, without the headers of one connection', async () => {
    const body = 'x'.repeat(500_000);
    const answer = await fetch(`${gateway}/v1/gifts?a=1`, {
      method: 'POST',
      headers: asJson(),
      body,
    });
    const seen = (await answer.json()) as Seen;
    expect([answer.status, answer.headers.get('x-own'), answer.headers.get('x-hop')]).toEqual([
      207,
      'kept',
      null,
    ]);
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/gifts?a=1', body });
    expect(seen.headers).toMatchObject(asJson());
  });

  it('passes the target of a request on as it came', async () => {
    const path = '/v1/gifts/a%2Fb%20c"{}/./d;e?x=%zz&y=1+1&&z=%C3%A9#f';
    expect((await seen({ path })).url).toBe(path);
  });

  it('passes the headers on as they came, and adds none', async () => {
    const headers = {
      host: 'gifting.example',
      traceparent: TRACEPARENT,
      'idempotency-key': 'key-1',
      'x-forwarded-for': '10.0.0.1',
    };
    const hops = { te: 'trailers', 'keep-alive': 'timeout=5', upgrade: 'h2c' };
    const { headers: passed } = await seen({ path: '/v1/gifts', headers: { ...headers, ...hops } });
    expect(passed).toEqual({ ...headers, connection: 'keep-alive' });
  });

  it('says how long it keeps a connection', async () => {
    for (const path of ['/v1/gifts', '/v1/payouts', '/v1/bundles', '/health/live', '/nobody']) {
      const [{ headers }] = await sendRaw({ path, agent: new Agent({ keepAlive: true }) });
      expect([path, headers['keep-alive']]).toEqual([path, 'timeout=72']);
    }
  });

  it('keeps the framing of a chunked body of any method', async () => {
    const headers = { 'transfer-encoding': 'chunked', connection: 'x-secret', 'x-secret': '1' };
    const body = 'GET /v1/other HTTP/1.1\r\n\r\n';
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const arrived = await seen({ path: '/v1/gifts', method, headers }, body);
      expect(arrived).toMatchObject({ method, body });
      expect(arrived.headers['x-secret']).toBeUndefined();
    }
  });

  it('keeps the length of a body of any method', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const headers = { 'content-length': '4' };
      const arrived = await seen({ path: '/v1/gifts', method, headers }, 'body');
      expect(arrived).toMatchObject({ method, body: 'body', headers });
    }
  });

  it('answers HEAD and 204 without a body', async () => {
    const head = await fetch(`${gateway}/v1/bundles`, { method: 'HEAD', headers: authorization() });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '12']);
    const nothing = await fetch(`${gateway}/v1/gifts/nothing`);
    expect([nothing.status, nothing.headers.get('x-own')]).toEqual([204, 'kept']);
  });

  it.each([
    ['/v1/refunds/batch', 1_048_576, 404],
    ['/v1/viewers/ana/notes', 65_537, 413],
    ['/v1/viewers/ana/notes', 1_200_000, 413],
    ['/v1/viewers/ana/notes', 8_000_000, 413],
  ])('lets the service decide about %s with %i bytes: %i', async (path, bytes, status) => {
    const headers = { ...asJson(), ...KEYED };
    const body = JSON.stringify('x'.repeat(bytes - 2));
    const answer = await fetch(gateway + path, { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
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

  it('ends the request of a client that goes away while it sends', async () => {
    const [arrived, gone] = [once(echo, 'arrived'), once(echo, 'client-gone')];
    const client = connect(opened.port, '127.0.0.1');
    client.write('POST /v1/gifts/silent HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf');
    await arrived;
    client.destroy();
    await gone;
  });

  it('uses its connections again', async () => {
    // A gateway of its own: after a closed connection, undici opens that one again first.
    const fresh = await openGateway(new Map([['gift', echoOrigin]]), runtime(), anyPort);
    const url = `http://127.0.0.1:${fresh.port}/v1/gifts`;
    await (await fetch(url)).text();
    const connections: unknown[] = [];
    const count = (socket: unknown) => connections.push(socket);
    echo.on('connection', count);
    for (let request = 0; request < 5; request += 1) await (await fetch(url)).text();
    echo.off('connection', count);
    await fresh.stop();
    expect(connections).toEqual([]);
  });

  it('breaks off an answer that its service breaks off', async () => {
    const answer = await fetch(`${gateway}/v1/gifts/broken`);
    echo.emit('next-event');
    await expect(answer.text()).rejects.toThrow();
  });

  it('answers 503 for a service that cannot be reached', async () => {
    const body = 'x'.repeat(500_000);
    const headers = { traceparent: TRACEPARENT };
    const answer = await fetch(`${gateway}/v1/payouts`, { method: 'POST', headers, body });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('traceparent')).toMatch(TRACEPARENT.slice(0, 35));
    expect(await answer.json()).toMatchObject({
      code: 'not-ready',
      detail: 'The payout service cannot be reached.',
      traceId: TRACEPARENT.slice(3, 35),
    });
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])('sends a lost %s once', async (method) => {
    // On a reused connection, many clients take an early close for a stale connection and retry.
    await (await fetch(`${gateway}/v1/gifts`)).text();
    const arrivals = await countArrivals(async () => {
      const answer = await fetch(`${gateway}/v1/gifts/lost`, { method });
      expect(answer.status).toBe(503);
    });
    expect(arrivals).toBe(1);
  });

  it('passes on that a service is busy, and does not ask again', async () => {
    const arrivals = await countArrivals(async () => {
      const answer = await fetch(`${gateway}/v1/gifts/busy`);
      expect([answer.status, await answer.text()]).toEqual([503, 'busy']);
    });
    expect(arrivals).toBe(1);
  });

  it('has room beside very many live feeds', async () => {
    const abort = new AbortController();
    const open = () => fetch(`${gateway}/v1/gifts/open`, { signal: abort.signal });
    await Promise.all(Array.from({ length: 150 }, open));
    const answer = await fetch(`${gateway}/v1/gifts`, { method: 'POST', body: 'x' });
    abort.abort();
    expect(answer.status).toBe(207);
  });
});

describe('what the gateway answers itself', () => {
  it.each([
    ['GET', '/health/live', 200, undefined],
    ['GET', '/health/ready', 503, 'not-ready'],
    ['GET', '/openapi.json', 503, 'not-ready'],
    ['POST', '/metrics', 405, 'method-not-allowed'],
    ['GET', '/v1/nobody', 404, 'not-found'],
    ['POST', '/v1/nobody', 404, 'not-found'],
    ['GET', '/', 404, 'not-found'],
    ['OPTIONS', '*', 404, 'not-found'],
    // The table names an owner that this gateway has no URL for.
    ['GET', '/v1/audit/events', 404, 'not-found'],
    ['GET', '/v1/gifts/../x', 404, 'not-found'],
    ['GET', '/v1/gifts/%2e%2e', 404, 'not-found'],
    ['GET', '/v1/gifts/%zz', 404, 'not-found'],
    ['GET', 'http://127.0.0.1/v1/gifts', 404, 'not-found'],
  ])('%s %s is %i', async (method, path, status, code) => {
    const [response, text] = await sendRaw({ method, path, headers: authorization() });
    const answer = JSON.parse(text) as { readonly code?: string };
    expect([response.statusCode, answer.code]).toEqual([status, code]);
  });

  it('asks for a token where the API does', async () => {
    const [response] = await sendRaw({ path: '/v1/nobody' });
    expect(response.statusCode).toBe(401);
  });

  it('shows its own metrics and no others', async () => {
    const text = await (await fetch(`${gateway}/metrics`)).text();
    const named = [...text.matchAll(/service="([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(['gateway']));
  });
});

describe('a stop of the gateway', () => {
  it('lets requests under way end, and keeps no connection', async () => {
    const stopping = await openGateway(new Map([['gift', echoOrigin]]), runtime(), anyPort);
    const url = `http://127.0.0.1:${stopping.port}/v1/gifts`;
    await (await fetch(url)).text();
    const arrived = once(echo, 'arrived');
    const late = fetch(`${url}/slow`);
    await arrived;
    const stopped = stopping.stop();
    while (
      await fetch(url).then(
        ({ body }) => body?.cancel().then(() => true),
        () => false,
      )
    );
    echo.emit('answer');
    expect(await (await late).text()).toBe('late');
    await stopped;
  });
});
