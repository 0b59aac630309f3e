import { setTimeout as sleep } from 'node:timers/promises';
import { HttpExchange, type HttpRequest, type HttpResponse } from './http-exchange';

export interface PatientExchangeOptions {
  readonly url: URL;
  readonly maxConnections?: number;
  /** How long one request is tried again while the server is busy or away. */
  readonly patienceMs?: number;
  /** Ends waiting for a server; a request under way still gets its answer. */
  readonly signal?: AbortSignal;
  /** How to wait before the next try. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** The server could not be reached, or was busy, for longer than patience lasts. */
export class ApiUnavailable extends Error {
  override readonly name = 'ApiUnavailable';
}

/** Why a request must be tried again, and how long to wait before. */
interface Trouble {
  readonly pauseMs: number;
  readonly reason: string;
}

const BUSY = new Set([429, 502, 503, 504]);
const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);
const MAX_CONNECTIONS = 64;
const PATIENCE_MS = 60_000;
const AWAY_PAUSE_MS = 200;
const BUSY_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Sends a request again, as it is, while the server is busy (429, and 502 to 504; after its Retry-After)
 * or away (connection errors). Only for requests that may arrive twice.
 */
export class PatientExchange {
  readonly #exchange: HttpExchange;
  readonly #patienceMs: number;
  readonly #signal: AbortSignal | undefined;
  readonly #pause: NonNullable<PatientExchangeOptions['pause']>;
  #retries = 0;

  constructor(options: PatientExchangeOptions) {
    this.#exchange = new HttpExchange(options.url, options.maxConnections ?? MAX_CONNECTIONS);
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#signal = options.signal;
    this.#pause = options.pause ?? pause;
  }

  get url(): URL {
    return this.#exchange.origin;
  }

  /** How often any request was repeated so far. */
  get retries(): number {
    return this.#retries;
  }

  /**
   * Asks once whether anything answers there, before work is begun that would wait for it patiently.
   * @throws ApiUnavailable
   */
  async assertReachable(): Promise<void> {
    try {
      await this.#exchange.send({ method: 'GET', path: '/health/live', headers: {} });
    } catch {
      throw new ApiUnavailable(
        `nothing answers at ${this.url.origin}; run npm start first, or give another --url`,
      );
    }
  }

  /** @throws ApiUnavailable, or what the signal was aborted with */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const untilMs = performance.now() + this.#patienceMs;
    for (;;) {
      const outcome = await this.#try(request);
      if ('status' in outcome) return outcome;
      const { pauseMs, reason } = outcome;
      if (performance.now() + pauseMs > untilMs) {
        throw new ApiUnavailable(`${this.url.origin} ${reason}`);
      }
      this.#retries += 1;
      await this.#pause(pauseMs, this.#signal);
    }
  }

  close(): void {
    this.#exchange.close();
  }

  async #try(request: HttpRequest): Promise<HttpResponse | Trouble> {
    try {
      const response = await this.#exchange.send(request);
      if (!BUSY.has(response.status)) return response;
      return { pauseMs: retryAfterMs(response), reason: `answers ${response.status}` };
    } catch (error) {
      if (!isAway(error)) throw error;
      return { pauseMs: AWAY_PAUSE_MS, reason: `cannot be reached: ${error.message}` };
    }
  }
}

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  sleep(ms, undefined, { signal });

function retryAfterMs({ headers }: HttpResponse): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.min(seconds * 1_000, LONGEST_PAUSE_MS)
    : BUSY_PAUSE_MS;
}

const isAway = (error: unknown): error is NodeJS.ErrnoException =>
  typeof error === 'object' && error !== null && 'code' in error && AWAY.has(String(error.code));
