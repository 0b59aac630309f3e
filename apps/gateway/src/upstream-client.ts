import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Agent, type Dispatcher } from 'undici';

/** Shorter than the idle time after which a service closes a connection, so that we close it first. */
const IDLE_MS = 30_000;

type Callback = (error: Error | null, answer: Dispatcher.ResponseData) => void;

/**
 * The HTTP client that `@fastify/http-proxy` sends with. By itself the library drops the body of a GET,
 * normalises the path, and keeps waiting for an answer after the client has gone. This client takes
 * body and path from the incoming request, and aborts when the answer is closed. It never retries.
 */
export class UpstreamClient {
  /** Without timeouts, because a live feed may be silent; with as many connections as there are feeds. */
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, keepAliveMaxTimeout: IDLE_MS });
  /** The library calls `request` with neither the incoming request nor its reply. */
  readonly #current = new AsyncLocalStorage<FastifyReply>();

  /** Runs `send`; what it sends with `request` is for this reply. */
  sendFor(reply: FastifyReply, send: () => void): void {
    this.#current.run(reply, send);
  }

  /** Has the signature of undici's `request`, of which the library uses the form with a callback. */
  readonly request = ((options: Dispatcher.RequestOptions, callback: Callback): void => {
    const reply = this.#current.getStore();
    if (reply === undefined) throw new Error('request was called outside sendFor');
    const incoming = reply.request.raw;
    const closed = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) closed.abort();
      // A service may answer before it has read the body. Reading the rest lets the client see that answer.
      incoming.unpipe();
      incoming.resume();
    });
    // The stream between them keeps undici from destroying the client's connection with the body.
    const body = hasBody(incoming) ? incoming.pipe(new PassThrough()) : null;
    const path = incoming.url ?? options.path;
    this.#agent.request({ ...options, path, body, signal: closed.signal }, callback);
  }) as Dispatcher['request'];

  /** Closes all connections, including those in use. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
