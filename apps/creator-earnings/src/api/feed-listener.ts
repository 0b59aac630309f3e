import { comparePositions, type Position } from '@gifting/kernel';
import type { EventStream } from '@gifting/http/app';
import type { FeedFrame } from './feed-frames';

/** Frames that every listener of a creator gets together. */
export interface FeedBatch {
  /** In position order; at least one. */
  readonly frames: readonly FeedFrame[];
  /** The bytes of all frames, so that they cost one write for each listener. */
  readonly bytes: Buffer;
}

/** While a listener still reads history, it may hold back this many batches. */
const MAX_HELD = 1_000;

/**
 * One open feed. Live batches are held back until history has been written; what history has shown
 * already is then left out by position, so that each event comes once and in order.
 */
export class FeedListener {
  #held: FeedBatch[] | undefined = [];

  /** @param sent everything up to here is known to the client */
  constructor(
    private readonly stream: Pick<EventStream, 'cut' | 'write'>,
    private sent: Position,
  ) {}

  /** Takes a live batch. */
  take(batch: FeedBatch): void {
    if (this.#held === undefined) this.#writeBatch(batch);
    else if (this.#held.length < MAX_HELD) this.#held.push(batch);
    else this.cut();
  }

  /** Writes a frame of the history, or one that came live. */
  write({ bytes, position }: FeedFrame): void {
    if (comparePositions(position, this.sent) <= 0) return;
    this.sent = position;
    this.stream.write(bytes);
  }

  /** The history is written: what was held back follows, then what comes. */
  goLive(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const batch of held) this.#writeBatch(batch);
  }

  /** Breaks the feed off; the client resumes where it was. */
  cut(): void {
    this.#held = [];
    this.stream.cut();
  }

  #writeBatch({ bytes, frames }: FeedBatch): void {
    const [first] = frames;
    const last = frames.at(-1);
    if (first === undefined || last === undefined) return;
    if (comparePositions(first.position, this.sent) > 0) {
      this.sent = last.position;
      this.stream.write(bytes);
    } else {
      for (const frame of frames) this.write(frame);
    }
  }
}
