import { type EventBatch, type EventStreams, retryPause } from '@gifting/event-store';
import type { Position } from '@gifting/kernel';

export interface FollowerOptions<Batch> {
  readonly streams: EventSource<Batch>;
  /** Only streams of these categories; default all of ours. */
  readonly categories?: readonly string[];
  /** Where to begin; asked at the start, and again whenever it begins again. */
  readonly after: () => Position | Promise<Position>;
  /** Takes one batch after the other; false begins again from `after`. */
  readonly onBatch: (batch: Batch) => boolean | void | Promise<boolean | void>;
  /**
   * Told of every failure, with the number of those in a row; then it begins again after a pause. When
   * this throws, following ends, and the process with it.
   */
  readonly onTrouble: (error: unknown, tries: number) => void;
}

/** Where events come from. The event store has this shape. */
export interface EventSource<Batch = EventBatch> {
  follow(follow: Parameters<EventStreams['follow']>[0]): AsyncIterable<Batch>;
}

/**
 * The one way in which events are followed: batch after batch, in the order of the store, each handled
 * before the next one comes, through lost connections and failures, until it is stopped.
 */
export class Follower<Batch = EventBatch> {
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #failures = 0;

  constructor(private readonly options: FollowerOptions<Batch>) {}

  /** Aborted once it is to end. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Waits for the batch under way and takes no more. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.signal.aborted) {
      try {
        await this.#followOnce();
      } catch (error) {
        this.#failures += 1;
        this.options.onTrouble(error, this.#failures);
        await retryPause(this.#failures, this.signal);
      }
    }
  }

  /** Returns when stopped, or when it is to begin again from another position. */
  async #followOnce(): Promise<void> {
    const { after, categories, onBatch, streams } = this.options;
    const from = await after();
    const batches = streams.follow({
      after: from,
      signal: this.signal,
      ...(categories === undefined ? {} : { categories }),
    });
    for await (const batch of batches) {
      if ((await onBatch(batch)) === false || this.signal.aborted) return;
      this.#failures = 0;
    }
    if (!this.signal.aborted) throw new Error('the events ended');
  }
}

/** For followers that cannot begin again: a failure ends the process, which starts from what is stored. */
export const endOfProcess = (error: unknown): never => {
  throw error instanceof Error ? error : new Error(String(error));
};
