import type { EventStore, StoredEvent } from '@gifting/event-store';
import type { Position } from '@gifting/kernel';
import { endOfProcess, Follower } from './follower';
import { Progress } from './progress';

type Listener = (event: StoredEvent) => void;

/** An event that somebody waits for. */
export interface ExpectedEvent {
  /** The event, or nothing when it takes longer, in the system's time. */
  within(timeoutMs: number): Promise<StoredEvent | undefined>;
  close(): void;
}

/**
 * Hands waiting calls the events of their command streams. One follower serves all of them; it starts
 * at the present end, since a call reads its stream first and then waits for what is new.
 */
export class StreamWatcher {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #progress = new Progress();
  readonly #follower: Follower;

  constructor(
    private readonly store: EventStore,
    categories: readonly string[],
  ) {
    this.#follower = new Follower({
      streams: store,
      categories,
      after: () => this.#progress.position,
      onBatch: ({ events, scannedTo }) => {
        for (const event of events) this.#handOut(event);
        this.#progress.moveTo(scannedTo);
      },
      onTrouble: endOfProcess,
    });
  }

  async start(): Promise<void> {
    this.#progress.moveTo(await this.store.head());
    this.#follower.start();
  }

  stop(): Promise<void> {
    return this.#follower.stop();
  }

  /** Everything up to here was handed out. */
  get position(): Position {
    return this.#progress.position;
  }

  /** Calls the listener for every event of the stream that comes from now on. */
  watch(stream: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(stream) ?? new Set();
    this.#listeners.set(stream, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(stream);
    };
  }

  /** Begins to wait for an event of a stream; none that comes from now on can be missed. */
  expect(stream: string, isWanted: (event: StoredEvent) => boolean): ExpectedEvent {
    let take: (event: StoredEvent) => void = () => undefined;
    const taken = new Promise<StoredEvent>((resolve) => (take = resolve));
    const close = this.watch(stream, (event) => {
      if (isWanted(event)) take(event);
    });
    return { close, within: (timeoutMs) => orTimeout(taken, timeoutMs) };
  }

  #handOut(event: StoredEvent): void {
    const listeners = this.#listeners.get(event.stream);
    if (listeners !== undefined) for (const listener of [...listeners]) listener(event);
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
