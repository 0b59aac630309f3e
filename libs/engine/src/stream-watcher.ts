import type { EventStore, StoredEvent } from '@gifting/event-store';
import { comparePositions, type Position, START } from '@gifting/kernel';

type Listener = (event: StoredEvent) => void;

/** An event that somebody waits for. */
export interface ExpectedEvent {
  /** The event, or nothing when it takes longer, in the system's time. */
  within(timeoutMs: number): Promise<StoredEvent | undefined>;
  close(): void;
}

/**
 * Tells waiting calls what happens to their command streams. One follower serves all of them; it
 * starts at the present end, since a call reads its stream first and then waits for what is new.
 */
export class StreamWatcher {
  readonly #abort = new AbortController();
  readonly #listeners = new Map<string, Set<Listener>>();
  #running: Promise<void> = Promise.resolve();
  #position: Position = START;

  constructor(
    private readonly store: EventStore,
    private readonly categories: readonly string[],
  ) {}

  async start(): Promise<void> {
    const after = await this.store.head();
    this.#position = after;
    this.#running = this.#run(after);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  /** Everything up to here was told. */
  get position(): Position {
    return this.#position;
  }

  /** Calls the listener for every event of the stream that is told from now on. */
  watch(stream: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(stream) ?? new Set();
    this.#listeners.set(stream, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(stream);
    };
  }

  /** Begins to wait for an event of a stream; what is told from now on cannot be missed. */
  expect(stream: string, isWanted: (event: StoredEvent) => boolean): ExpectedEvent {
    let tell: (event: StoredEvent) => void = () => undefined;
    const told = new Promise<StoredEvent>((resolve) => (tell = resolve));
    const close = this.watch(stream, (event) => {
      if (isWanted(event)) tell(event);
    });
    return { close, within: (timeoutMs) => orTimeout(told, timeoutMs) };
  }

  async #run(after: Position): Promise<void> {
    const follow = { after, categories: this.categories, signal: this.#abort.signal };
    for await (const { events, scannedTo } of this.store.follow(follow)) {
      for (const event of events) {
        const listeners = this.#listeners.get(event.stream);
        if (listeners !== undefined) for (const listener of [...listeners]) listener(event);
      }
      if (comparePositions(scannedTo, this.#position) > 0) this.#position = scannedTo;
    }
  }
}

async function orTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
