import { Agent, request } from 'node:http';
import type { JsonObject } from '@gifting/kernel';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: JsonObject;
}

export interface Sent {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Talks to an economy over its real port. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 512 });

  constructor(private readonly port: number) {}

  send(method: string, path: string, { token, body, headers }: Sent): Promise<Answer> {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    return new Promise((resolve, reject) => {
      const call = request(
        {
          agent: this.#agent,
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(bytes === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': bytes.length }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const parsed = (text === '' ? {} : JSON.parse(text)) as JsonObject;
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
          });
          response.on('error', reject);
        },
      );
      call.on('error', reject);
      call.end(bytes);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
