import type { EventStore, StoredEvent } from '@gifting/event-store';
import { comparePositions, type Position, START } from '@gifting/kernel';

type Listener = (event: StoredEvent) => void;

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
