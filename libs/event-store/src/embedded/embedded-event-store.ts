import { LRUCache } from 'lru-cache';
import {
  type AllRead,
  type Append,
  type AppendResult,
  categoryOf,
  type EventBatch,
  EventStore,
  type Follow,
  type StoredEvent,
  StoreOverloaded,
  type StreamRead,
} from '../event-store.port';
import type { Doorbell } from './doorbell';
import { EventReader, type LogPage } from './event-reader';
import type { LogIndex } from './log-index';
import { RecentEvents } from './recent-events';
import type { SegmentLog } from './segment-log';
import { positionOf, storedEvent } from './stored-event';

/** What may wait to be written before appends are refused. */
export interface QueueLimit {
  readonly events: number;
  readonly bytes: number;
}

export interface EmbeddedEventStoreOptions {
  readonly log: SegmentLog;
  readonly index: LogIndex;
  readonly synced: Doorbell;
  readonly queueLimit: QueueLimit;
  /** Of the last event in the log; the empty string in an empty one. */
  readonly recordedAt: string;
  /** Waits for what is under way and lets go of everything. */
  readonly release: () => Promise<void>;
}

const MAX_PAGE = 1_000;
/** Streams whose last revision is kept in memory. */
const CACHED_HEADS = 100_000;

/** The event store of one process, on a log of its own. */
export class EmbeddedEventStore extends EventStore {
  readonly failed: Promise<Error>;

  readonly #log: SegmentLog;
  readonly #index: LogIndex;
  readonly #synced: Doorbell;
  readonly #queueLimit: QueueLimit;
  readonly #release: () => Promise<void>;
  readonly #recent: RecentEvents;
  readonly #reader: EventReader;
  /** The last revision of streams, unsynced events included. */
  readonly #heads = new LRUCache<string, number>({ max: CACHED_HEADS });
  #lastRecordedAt: string;
  #closing: Promise<void> | undefined;

  constructor(options: EmbeddedEventStoreOptions) {
    super();
    this.#log = options.log;
    this.#index = options.index;
    this.#synced = options.synced;
    this.#queueLimit = options.queueLimit;
    this.#release = options.release;
    this.#lastRecordedAt = options.recordedAt;
    this.#recent = new RecentEvents(this.#log.head);
    this.#reader = new EventReader(this.#log.reader, this.#index, this.#recent);
    this.failed = this.#log.failed;
  }

  /**
   * Checks and numbers the events before it returns, so calls take effect in the order they are made.
   * @throws Error when an event's time lies before that of the log's last one, or its revision does
   * not follow; of the appends in the call, those before it are recorded
   */
  append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    const refusal = this.#refusal();
    if (refusal) return Promise.reject(refusal);
    try {
      const results = appends.map((append) => this.#record(append));
      // A refusal, too, must not tell of events that are not synced yet.
      const answered = this.#log.synced(results);
      return results.every(isAppended)
        ? answered
        : answered.then(() => this.#acceptRepeats(appends, results));
    } catch (error) {
      // What stands before the fault in this call is written nevertheless.
      return this.#log.synced(undefined).then(() => {
        throw error;
      });
    }
  }

  async readStream(stream: string, read: StreamRead = {}): Promise<readonly StoredEvent[]> {
    const limit = Math.min(read.limit ?? MAX_PAGE, MAX_PAGE);
    const last = this.#index.lastRevision(stream, this.#log.durableEnd);
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
    const read = { end: this.#log.durableEnd, categories: categories && new Set(categories) };
    const head = this.#log.head;
    const events: StoredEvent[] = [];
    let page: LogPage = { events, scanned: Number(from) - 1 };
    while (page.scanned < head && events.length < Math.min(limit, MAX_PAGE)) {
      const rest = Math.min(limit, MAX_PAGE) - events.length;
      page = await this.#reader.page({ ...read, after: page.scanned, limit: rest }, page.next);
      events.push(...page.events);
    }
    return { events, scannedTo: page.scanned < Number(from) ? from : positionOf(page.scanned + 1) };
  }

  async *follow({ after, categories, signal }: Follow): AsyncGenerator<EventBatch, void> {
    const wanted = categories && new Set(categories);
    const wake = () => this.#synced.ring();
    signal.addEventListener('abort', wake);
    try {
      let page: LogPage = { events: [], scanned: Number(after) };
      while (!signal.aborted && !this.#closing) {
        if (page.scanned >= this.#log.head) {
          await this.#synced.next();
          continue;
        }
        const end = this.#log.durableEnd;
        const read = { after: page.scanned, end, categories: wanted, limit: MAX_PAGE };
        try {
          page = await this.#reader.page(read, page.next);
        } catch (error) {
          // Closing the store has closed the file under the read.
          if (this.#closing) return;
          throw error;
        }
        yield { events: page.events, scannedTo: positionOf(page.scanned) };
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  async head() {
    return positionOf(this.#log.head);
  }

  close(): Promise<void> {
    this.#closing ??= this.#release();
    this.#synced.ring();
    return this.#closing;
  }

  #refusal(): Error | undefined {
    if (this.#closing) return new Error('the store is closed');
    const { queuedEvents, queuedBytes } = this.#log;
    const { events, bytes } = this.#queueLimit;
    if (queuedEvents < events && queuedBytes < bytes && !this.#index.isBehind) return undefined;
    return new StoreOverloaded(`${queuedEvents} events of ${queuedBytes} bytes wait to be written`);
  }

  #record(append: Append): AppendResult {
    const { stream, expectedRevision, events } = append;
    const actualRevision = this.#heads.get(stream) ?? this.#index.lastRevision(stream);
    if (actualRevision !== expectedRevision) return { outcome: 'wrong-revision', actualRevision };

    this.#validate(append);
    const category = categoryOf(stream);
    let position = positionOf(0);
    let remaining = events.length;
    for (const event of events) {
      remaining -= 1;
      const offset = this.#log.add(event.bytes, remaining > 0);
      position = positionOf(offset);
      this.#index.add(stream, event.revision, offset);
      this.#recent.add(storedEvent(event, position), offset, category);
      this.#lastRecordedAt = event.metadata.recordedAt;
    }
    this.#heads.set(stream, expectedRevision + events.length);
    return { outcome: 'appended', position };
  }

  /** Whoever breaks these rules must be mended, so they are no outcomes. */
  #validate({ stream, expectedRevision, events }: Append): void {
    if (events.length === 0) throw new Error(`an append to ${stream} has no events`);
    let previous = expectedRevision;
    let last = this.#lastRecordedAt;
    for (const { revision, metadata } of events) {
      if (revision !== previous + 1) {
        throw new Error(`revision ${revision} of ${stream} does not follow ${previous}`);
      }
      if (metadata.recordedAt < last) {
        throw new Error(`${stream}: the time falls from ${last} to ${metadata.recordedAt}`);
      }
      previous = revision;
      last = metadata.recordedAt;
    }
  }

  async #acceptRepeats(
    appends: readonly Append[],
    results: readonly AppendResult[],
  ): Promise<readonly AppendResult[]> {
    const final = [...results];
    for (const [index, append] of appends.entries()) {
      const result = results[index];
      if (result && !isAppended(result)) final[index] = await this.#repeated(append, result);
    }
    return final;
  }

  /** Success after all when these very events stand at that place already. */
  async #repeated(append: Append, refused: AppendResult): Promise<AppendResult> {
    const { stream, expectedRevision, events } = append;
    const to = expectedRevision + events.length;
    if (to > this.#index.lastRevision(stream, this.#log.durableEnd)) return refused;
    const stored = await this.#reader.ofStream(stream, expectedRevision + 1, to);
    const position = stored.at(-1)?.position;
    const isRepeat = stored.every((event, index) => event.id === events[index]?.id);
    return isRepeat && position !== undefined ? { outcome: 'appended', position } : refused;
  }
}

const isAppended = (result: AppendResult): boolean => result.outcome === 'appended';
