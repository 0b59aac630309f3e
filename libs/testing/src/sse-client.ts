import type { JsonObject } from '@gifting/kernel';

export interface SseEvent {
  readonly id: string;
  readonly event: string;
  readonly data: JsonObject;
}

/** Reads an answer of server-sent events as a browser would, event by event. */
export class SseClient {
  /** Comment lines so far. */
  comments = 0;
  #text = '';
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #decoder = new TextDecoder();

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    this.#reader = response.ok ? response.body?.getReader() : undefined;
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}) {
    const abort = new AbortController();
    return new SseClient(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  get status(): number {
    return this.response.status;
  }

  /** The code of the problem that came instead of a stream. */
  async code(): Promise<unknown> {
    return ((await this.response.json()) as JsonObject).code;
  }

  /** The next event; nothing when the stream has ended or was broken off. */
  async next(): Promise<SseEvent | undefined> {
    for (;;) {
      const block = await this.#block();
      if (block === undefined) return undefined;
      if (!block.startsWith(':')) return parse(block);
      this.comments += 1;
    }
  }

  /** The next events, as many as that. */
  async take(count: number): Promise<readonly SseEvent[]> {
    const events: SseEvent[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (event === undefined) throw new Error(`the stream ended after ${events.length} events`);
      events.push(event);
    }
    return events;
  }

  /** Reads one comment; an event instead of it is a failure. */
  async comment(): Promise<string> {
    const block = await this.#block();
    if (!block?.startsWith(':')) throw new Error(`no comment came, but ${block ?? 'the end'}`);
    this.comments += 1;
    return block;
  }

  /** Goes away without a word. */
  close(): void {
    this.abort.abort();
  }

  async #block(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        return block;
      }
      const chunk = await this.#reader?.read().catch(() => undefined);
      if (chunk?.value === undefined) return undefined;
      this.#text += this.#decoder.decode(chunk.value, { stream: true });
    }
  }
}

function parse(block: string): SseEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const [name = ''] = line.split(': ', 1);
      return [name, line.slice(name.length + 2)] as const;
    }),
  );
  const [id, event, data] = ['id', 'event', 'data'].map((name) => fields.get(name));
  if (fields.size !== 3 || id === undefined || event === undefined || data === undefined) {
    throw new Error(`not an event of a feed: ${block}`);
  }
  return { id, event, data: JSON.parse(data) as JsonObject };
}
