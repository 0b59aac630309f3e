import type { StoredEvent } from '../event-store.port';

/** Enough that a live follower need not read what was just written, and little to keep in memory. */
export const RECENT_EVENTS = 8_192;
const RECENT_BYTES = 32 * 1024 * 1024;

/** Some events in the order of the log. */
export interface Page {
  readonly events: readonly StoredEvent[];
  /** Where the last event that was looked at lies; the place begun behind when there was none. */
  readonly scanned: number;
}

export interface PageRead {
  /** Yields what lies behind this offset … */
  readonly after: number;
  /** … and before this one. */
  readonly end: number;
  readonly categories: ReadonlySet<string> | undefined;
  readonly limit: number;
}

/** The newest events as they were appended, so that all live followers share these very objects. */
export class RecentEvents {
  // Rings: the event with the running number n stands at n modulo the capacity.
  readonly #events = new Array<StoredEvent | undefined>(RECENT_EVENTS).fill(undefined);
  readonly #categories = new Array<string>(RECENT_EVENTS).fill('');
  readonly #offsets = new Float64Array(RECENT_EVENTS);
  #first = 0;
  #next = 0;
  #floor: number;

  /** @param floor where the last event lies that is not here: all behind it are */
  constructor(floor: number) {
    this.#floor = floor;
  }

  /** Adds an event that lies behind all others. */
  add(event: StoredEvent, offset: number, category: string): void {
    while (this.#isFullFor(offset)) this.#dropFirst();
    const slot = this.#next % RECENT_EVENTS;
    this.#events[slot] = event;
    this.#categories[slot] = category;
    this.#offsets[slot] = offset;
    this.#next += 1;
  }

  /** Whether every event behind an offset is here. */
  covers(after: number): boolean {
    // Nothing lies at 0: all that there ever was is here.
    return after >= this.#floor || this.#floor === 0;
  }

  at(offset: number): StoredEvent | undefined {
    const number = this.#firstBehind(offset - 1);
    const slot = number % RECENT_EVENTS;
    return number < this.#next && this.#offsets[slot] === offset ? this.#events[slot] : undefined;
  }

  page({ after, end, categories, limit }: PageRead): Page {
    const events: StoredEvent[] = [];
    let scanned = after;
    for (let number = this.#firstBehind(after); number < this.#next; number += 1) {
      const slot = number % RECENT_EVENTS;
      const event = this.#events[slot];
      const offset = this.#offsets[slot] ?? end;
      if (event === undefined || offset >= end || events.length >= limit) break;
      scanned = offset;
      if (!categories || categories.has(this.#categories[slot] ?? '')) events.push(event);
    }
    return { events, scanned };
  }

  /** The number of the first event behind an offset. */
  #firstBehind(offset: number): number {
    let [low, high] = [this.#first, this.#next];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#offsets[middle % RECENT_EVENTS] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #isFullFor(offset: number): boolean {
    const kept = this.#next - this.#first;
    const first = this.#offsets[this.#first % RECENT_EVENTS] ?? offset;
    return kept >= RECENT_EVENTS || (kept > 0 && offset - first > RECENT_BYTES);
  }

  #dropFirst(): void {
    const slot = this.#first % RECENT_EVENTS;
    this.#floor = this.#offsets[slot] ?? this.#floor;
    this.#events[slot] = undefined;
    this.#first += 1;
  }
}
