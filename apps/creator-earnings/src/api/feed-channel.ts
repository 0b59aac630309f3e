import { setTimeout as pause } from 'node:timers/promises';
import type { StreamEvent } from '@gifting/engine';
import type { EarningsEvent } from '../domain/earnings.events';
import type { FeedFrames } from './feed-frames';
import type { FeedListener } from './feed-listener';

/**
 * Events that come within this time after a batch are sent together, so that a hot creator costs each
 * listener at most ten writes a second. The first event after a pause goes out at once.
 */
const MERGE_MS = 100;
const MAX_BATCH = 500;
/** More events than this wait only when messages cannot be read. */
const MAX_QUEUED = 10_000;

/** The live feed of one creator: each event is encoded once, for all who listen. */
export class FeedChannel {
  readonly #listeners = new Set<FeedListener>();
  #queue: StreamEvent<EarningsEvent>[] = [];
  #isSending = false;

  /** @param onTrouble is called with the error when all listeners are cut */
  constructor(
    private readonly frames: FeedFrames,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  add(listener: FeedListener): void {
    this.#listeners.add(listener);
  }

  remove(listener: FeedListener): void {
    this.#listeners.delete(listener);
  }

  /** Takes the creator's events, one by one and in order. */
  take(event: StreamEvent<EarningsEvent>): void {
    if (this.#queue.length >= MAX_QUEUED) {
      this.#cutAll(new Error(`${MAX_QUEUED} events of ${event.stream} wait for their messages`));
      return;
    }
    this.#queue.push(event);
    if (!this.#isSending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#queue.length > 0 && !this.isEmpty) {
        const frames = await this.frames.of(this.#queue.splice(0, MAX_BATCH));
        if (frames.length === 0) continue;
        this.#deliver({ frames, bytes: Buffer.concat(frames.map(({ bytes }) => bytes)) });
        if (this.#queue.length < MAX_BATCH) await pause(MERGE_MS, undefined, { ref: false });
      }
    } catch (error) {
      this.#cutAll(error);
    } finally {
      this.#isSending = false;
    }
  }

  #deliver(batch: Parameters<FeedListener['take']>[0]): void {
    for (const listener of this.#listeners) listener.take(batch);
  }

  /** No listener may miss an event silently. Each one reconnects and resumes from the stream. */
  #cutAll(error: unknown): void {
    this.#queue = [];
    for (const listener of this.#listeners) listener.cut();
    this.onTrouble(error);
  }
}
