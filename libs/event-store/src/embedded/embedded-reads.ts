import {
  type AllRead,
  type EventBatch,
  type Follow,
  type StoredEvent,
  type StreamRead,
} from '../event-store.port';
import type { Doorbell } from './doorbell';
import type { EventReader, LogPage } from './event-reader';
import type { LogIndex } from './log-index';
import { positionOf } from './stored-event';

/** How far somebody may look into the log. */
export interface Horizon {
  /** Where the last event lies that may be seen; 0 where there is none. */
  head(): number;
  /** Behind the last byte that may be seen. */
  end(): number;
  /** Rung when there is more to see. */
  readonly moved: Doorbell;
}

const MAX_PAGE = 1_000;

/** The reading half of the store, up to a horizon. */
export class EmbeddedReads {
  readonly #reader: EventReader;
  readonly #index: LogIndex;
  readonly #horizon: Horizon;
  #isClosed = false;

  constructor(reader: EventReader, index: LogIndex, horizon: Horizon) {
    this.#reader = reader;
    this.#index = index;
    this.#horizon = horizon;
  }

  async readStream(stream: string, read: StreamRead = {}): Promise<readonly StoredEvent[]> {
    const limit = Math.min(read.limit ?? MAX_PAGE, MAX_PAGE);
    const last = this.#index.lastRevision(stream, this.#horizon.end());
    if (read.backwards) {
      const to = Math.min(read.from ?? last, last);
      const from = Math.max(0, to - limit + 1);
      return from > to ? [] : (await this.#reader.ofStream(stream, from, to)).toReversed();
    }
    const from = read.from ?? 0;
    const to = Math.min(from + limit - 1, last);
    return from > to ? [] : this.#reader.ofStream(stream, from, to);
  }

  async readAll({ from, categories, limit = MAX_PAGE }: AllRead): Promise<EventBatch> {
    const [head, end] = [this.#horizon.head(), this.#horizon.end()];
    const read = { end, categories: categories && new Set(categories) };
    const events: StoredEvent[] = [];
    // Nothing lies at 0, so a read from the start may begin there.
    const begin = Math.max(0, Number(from) - 1);
    let page: LogPage = { events, scanned: begin };
    while (page.scanned < head && events.length < Math.min(limit, MAX_PAGE)) {
      const rest = Math.min(limit, MAX_PAGE) - events.length;
      page = await this.#reader.page({ ...read, after: page.scanned, limit: rest }, page.next);
      events.push(...page.events);
    }
    return { events, scannedTo: page.scanned === begin ? from : positionOf(page.scanned + 1) };
  }

  async *follow({ after, categories, signal }: Follow): AsyncGenerator<EventBatch, void> {
    const { moved } = this.#horizon;
    const wanted = categories && new Set(categories);
    const wake = () => moved.ring();
    signal.addEventListener('abort', wake);
    try {
      let page: LogPage = { events: [], scanned: Number(after) };
      while (!signal.aborted && !this.#isClosed) {
        // Asked for before the look, or a ring during it would be missed.
        const more = moved.next();
        const before = page.scanned;
        if (before < this.#horizon.head()) {
          const end = this.#horizon.end();
          const read = { after: before, end, categories: wanted, limit: MAX_PAGE };
          try {
            page = await this.#reader.page(read, page.next);
          } catch (error) {
            // Closing the store has closed the file under the read.
            if (this.#isClosed) return;
            throw error;
          }
        }
        if (page.scanned > before) {
          yield { events: page.events, scannedTo: positionOf(page.scanned) };
        } else {
          await more;
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  /** Ends all followers. */
  close(): void {
    this.#isClosed = true;
    this.#horizon.moved.ring();
  }
}
