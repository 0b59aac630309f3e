import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that says nothing for so long is taken for gone. */
const SILENCE_MS = 30_000;

/** Requests to one origin over connections that are kept and used again. */
export class HttpExchange {
  readonly #agent: Agent | SecureAgent;
  readonly #request: typeof request;

  constructor(
    readonly origin: URL,
    maxConnections: number,
  ) {
    const secure = origin.protocol === 'https:';
    const options = { keepAlive: true, maxSockets: maxConnections, timeout: SILENCE_MS };
    this.#agent = secure ? new SecureAgent(options) : new Agent(options);
    this.#request = secure ? secureRequest : request;
  }

  /** Rejects when there is no whole answer; whether the request was handled is then not known. */
  send({ body, headers, method, path }: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const outgoing = this.#request(
        new URL(path, this.origin),
        { method, agent: this.#agent, headers: { ...headers, ...length } },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(parts).toString('utf8'),
            }),
          );
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new SilentServer()));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

class SilentServer extends Error {
  readonly code = 'ETIMEDOUT';
  constructor() {
    super(`no answer within ${SILENCE_MS / 1_000} s`);
  }
}
