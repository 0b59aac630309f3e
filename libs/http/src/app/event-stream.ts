import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import './fastify';
import { RefusalError } from '../problem/refusal-error';

export interface EventStreamOptions {
  /** How often a comment line is sent, so that both sides notice a dead connection. */
  readonly heartbeatMs?: number;
  /** A client that leaves more than this unread is cut. */
  readonly maxBacklogBytes?: number;
}

const HEARTBEAT_MS = 15_000;
const MAX_BACKLOG_BYTES = 1_024 * 1_024;
/** The longest wait that a timer of Node takes; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** A comment has no id, so it cannot change where a client resumes. */
const HEARTBEAT = Buffer.from(':\n\n');

/**
 * An answer of server-sent events that stays open until the client leaves, the token expires or the
 * process stops. It counts neither as a request in flight nor in the duration metric.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #maxBacklogBytes: number;
  readonly #heartbeat: NodeJS.Timeout;
  #expiry: NodeJS.Timeout | undefined;

  private constructor(response: ServerResponse, options: EventStreamOptions) {
    const { heartbeatMs = HEARTBEAT_MS, maxBacklogBytes = MAX_BACKLOG_BYTES } = options;
    this.#response = response;
    this.#maxBacklogBytes = maxBacklogBytes;
    this.#heartbeat = setInterval(() => this.write(HEARTBEAT), heartbeatMs);
    this.onClose(() => {
      clearInterval(this.#heartbeat);
      clearTimeout(this.#expiry);
    });
  }

  /**
   * Takes the answer over from the framework and sends its headers.
   * @throws RefusalError `overloaded` when too many streams are open or the process is stopping
   */
  static open(
    request: FastifyRequest,
    reply: FastifyReply,
    options: EventStreamOptions = {},
  ): EventStream {
    const { raw } = reply;
    const { admission } = request.server;
    if (!admission.stayOpen(raw, () => stream.end())) {
      throw new RefusalError('overloaded', 'No further stream can be opened now.');
    }
    reply.hijack();
    request.observeDuration = undefined;
    raw.writeHead(200, {
      traceparent: request.trace.traceparent,
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Reverse proxies that collect answers would hold events back.
      'x-accel-buffering': 'no',
    });
    raw.flushHeaders();
    const stream = new EventStream(raw, options);
    if (request.caller !== undefined) stream.#endAt(request.caller.exp * 1_000);
    if (request.method === 'HEAD') stream.end();
    return stream;
  }

  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  /** Sends bytes that may be shared with other streams. A client that does not keep up is cut. */
  write(bytes: Buffer): void {
    if (!this.isOpen) return;
    if (this.#response.writableLength + bytes.length > this.#maxBacklogBytes) this.cut();
    else this.#response.write(bytes);
  }

  /** Resolves when the client has taken what was written, or is gone. */
  drained(): Promise<void> {
    const response = this.#response;
    if (!this.isOpen || !response.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = (): void => {
        response.off('drain', settle).off('close', settle);
        resolve();
      };
      response.on('drain', settle).on('close', settle);
    });
  }

  /** Ends the answer after what was written. */
  end(): void {
    this.#response.end();
  }

  /** Breaks the answer off, so that the client notices and resumes. */
  cut(): void {
    this.#response.destroy();
  }

  /** Calls back when the stream is closed, by whichever side; at once if it is closed already. */
  onClose(listener: () => void): void {
    if (this.#response.closed) listener();
    else this.#response.once('close', listener);
  }

  #endAt(timeMs: number): void {
    const waitMs = timeMs - Date.now();
    this.#expiry = setTimeout(
      () => (waitMs > MAX_TIMER_MS ? this.#endAt(timeMs) : this.end()),
      Math.min(waitMs, MAX_TIMER_MS),
    );
  }
}
