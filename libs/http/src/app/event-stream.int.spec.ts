import 'reflect-metadata';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnyRole } from '../auth/access.decorators';
import { issueToken } from '../auth/token-issuer';
import { TokenVerifier } from '../auth/token-verifier';
import { JsonLogger } from '@gifting/service';
import { SseClient } from '@gifting/testing';
import { createHttpApp } from './create-http-app';
import { EventStream, type EventStreamOptions } from './event-stream';
import { Admission, MIN_IN_FLIGHT } from './overload';

const SECRET = Buffer.from('a secret of the test with more than 32 bytes');
const MEBIBYTE = 1_024 * 1_024;
const NEVER_MS = 1_000_000;

const opened: EventStream[] = [];
let options: EventStreamOptions = {};

@Controller('v1')
class StreamController {
  @Get('stream')
  @AnyRole()
  open(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    opened.push(EventStream.open(request, reply, options));
  }

  @Get('plain')
  @AnyRole()
  plain() {
    return {};
  }
}

@Module({ controllers: [StreamController] })
class StreamModule {}

const observed: string[] = [];
let app: NestFastifyApplication;

async function start(maxOpen?: number): Promise<void> {
  app = await createHttpApp(StreamModule, {
    tokens: new TokenVerifier({ kind: 'secret', secret: SECRET }),
    requestTimer: (method, route) => (status) => observed.push(`${method} ${route} ${status}`),
    logger: JsonLogger.create('silent'),
    admission: new Admission(MIN_IN_FLIGHT, maxOpen),
  });
  await app.listen(0, '127.0.0.1');
}

beforeEach(async () => {
  options = { heartbeatMs: NEVER_MS };
  opened.length = 0;
  observed.length = 0;
  await start();
});
afterEach(() => app.close());

const authorization = async (ttlSeconds?: number) =>
  `Bearer ${await issueToken(SECRET, { role: 'creator', sub: 'cy', ...(ttlSeconds && { ttlSeconds }) })}`;

const open = async (ttlSeconds?: number) =>
  SseClient.open(`${await app.getUrl()}/v1/stream`, {
    authorization: await authorization(ttlSeconds),
  });

const call = async (method: string, path: string) =>
  fetch((await app.getUrl()) + path, {
    method,
    headers: { authorization: await authorization() },
  });

describe('an answer that stays open', () => {
  it('sends its headers at once, and then bytes as they come', async () => {
    const client = await open();
    const { headers, status } = client.response;
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream',
      'no-store',
    ]);
    expect(headers.get('traceparent')).toMatch(/^00-/);
    opened[0]?.write(Buffer.from('id: 1\nevent: gift\ndata: {}\n\n'));
    expect(await client.next()).toEqual({ id: '1', event: 'gift', data: {} });
    client.close();
  });

  it('sends comments without an id while nothing happens', async () => {
    options = { heartbeatMs: 1 };
    const client = await open();
    expect([await client.comment(), await client.comment()]).toEqual([':', ':']);
    client.close();
  });

  it('ends when the token expires, though not when that is in a month', async () => {
    // Long enough that a busy machine opens the stream before the token expires.
    const [client, lasting] = [await open(4), await open(31 * 86_400)];
    expect(await client.next()).toBeUndefined();
    expect(opened.map((stream) => stream.isOpen)).toEqual([false, true]);
    lasting.close();
  });

  it('ends when the service stops, without waiting for the grace', async () => {
    const client = await open();
    const stopped = app.close();
    expect(await client.next()).toBeUndefined();
    await stopped;
    await start();
  });

  it('counts neither in flight nor in the duration metric', async () => {
    const clients: SseClient[] = [];
    for (let count = 0; count <= MIN_IN_FLIGHT; count += 1) clients.push(await open());
    expect((await call('GET', '/v1/plain')).status).toBe(200);
    for (const client of clients) client.close();
    await Promise.all(opened.map((stream) => new Promise<void>((done) => stream.onClose(done))));
    expect(observed).toEqual(['GET /v1/plain 200']);
  });

  it('is refused where too many are open', async () => {
    await app.close();
    await start(1);
    const [first, second] = [await open(), await open()];
    expect([first.status, second.status, await second.code()]).toEqual([200, 503, 'overloaded']);
    expect(observed).toEqual(['GET /v1/stream 503']);
    first.close();
    await new Promise<void>((done) => opened[0]?.onClose(done));
    const third = await open();
    expect(third.status).toBe(200);
    third.close();
  });

  it('answers HEAD with headers alone', async () => {
    const answer = await call('HEAD', '/v1/stream');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(opened[0]?.isOpen).toBe(false);
  });
});

describe('a client that does not read', () => {
  async function connectAndStall(): Promise<Socket> {
    const { port } = new URL(await app.getUrl());
    const client = connect(Number(port), '127.0.0.1');
    client.on('error', () => undefined);
    const token = await authorization();
    client.write(`GET /v1/stream HTTP/1.1\r\nhost: a\r\nauthorization: ${token}\r\n\r\n`);
    await once(client, 'data');
    client.pause();
    return client;
  }

  it('is cut when its backlog is full, while others go on', async () => {
    options = { heartbeatMs: NEVER_MS, maxBacklogBytes: 4 * MEBIBYTE };
    const stalled = await connectAndStall();
    const client = await open();
    const [slow, quick] = opened;
    const data = JSON.stringify({ text: 'x'.repeat(MEBIBYTE) });
    let written = 0;
    while (slow?.isOpen && written < 100) {
      written += 1;
      const bytes = Buffer.from(`id: ${written}\nevent: gift\ndata: ${data}\n\n`);
      slow.write(bytes);
      quick?.write(bytes);
      expect((await client.next())?.id).toBe(String(written));
    }
    expect([slow?.isOpen, quick?.isOpen]).toEqual([false, true]);
    expect(written).toBeLessThan(100);
    client.close();
    stalled.destroy();
  });

  it('makes a writer wait that asks whether all was taken', async () => {
    const stalled = await connectAndStall();
    const [stream] = opened;
    stream?.write(Buffer.alloc(MEBIBYTE - 1, 'x'));
    stream?.write(Buffer.alloc(1, 'x'));
    const drained = stream?.drained();
    stalled.resume();
    await drained;
    stalled.destroy();
    await new Promise<void>((done) => stream?.onClose(done));
    await stream?.drained();
  });
});
