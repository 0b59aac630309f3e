import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived, its body read. */
export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What is answered; `hang up` breaks the connection off without a word. */
export type Reply =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  | 'hang up';

/** A server for specs of clients: it answers what the spec says, and keeps what arrived. */
export class StubServer {
  readonly arrived: Arrived[] = [];
  readonly #server: Server;

  constructor(answer: (request: Arrived) => Reply) {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        const { headers, method = '', url: path = '' } = request;
        const arrived = { method, path, headers, body: text === '' ? undefined : parse(text) };
        this.arrived.push(arrived);
        const reply = answer(arrived);
        if (reply === 'hang up') request.socket.destroy();
        else response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body ?? {}));
      });
    });
  }

  /** Resolves with its address once it listens. */
  async start(): Promise<URL> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    return new URL(`http://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

const parse = (text: string): unknown => JSON.parse(text);
