import { LRUCache } from 'lru-cache';
import {
  type AllRead,
  type Append,
  type AppendResult,
  categoryOf,
  type EventBatch,
  EventStore,
  type EventStreams,
  type Follow,
  type StoredEvent,
  StoreOverloaded,
  type StreamRead,
} from '../event-store.port';
import type { Doorbell } from './doorbell';
import { EmbeddedReads } from './embedded-reads';
import { EventReader } from './event-reader';
import type { LogIndex } from './log-index';
import { RECENT_EVENTS, type RecentEvents } from './recent-events';
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
  /** The end of the log, or nothing of it. */
  readonly recent: RecentEvents;
  /** Rung when events were synced. */
  readonly synced: Doorbell;
  /** Rung when events were added or synced: then there may be more to see ahead of the disk. */
  readonly added: Doorbell;
  readonly queueLimit: QueueLimit;
  /** Of the last event in the log; the empty string in an empty one. */
  readonly recordedAt: string;
  /** Waits for what is under way and lets go of everything. */
  readonly release: () => Promise<void>;
}

/** Half of what is kept in memory: what is answered ahead of the disk can be read ahead of it, too. */
const MAX_EVENTS_ANSWERED_AHEAD = RECENT_EVENTS / 2;
/** Streams whose last revision is kept in memory. */
const CACHED_HEADS = 100_000;

/** The event store of one process, on a log of its own. */
export class EmbeddedEventStore extends EventStore {
  readonly failed: Promise<Error>;

  /** One log keeps a prefix of all that was added, so its events are certain before they are synced. */
  override readonly ahead: EventStreams = {
    append: (appends) =>
      this.#append(appends, () => this.#log.queuedEvents <= MAX_EVENTS_ANSWERED_AHEAD),
    readStream: (stream, read) => this.#readStreamAhead(stream, read),
    follow: (follow) => this.#readsAhead.follow(follow),
    durable: () => this.durable(),
  };

  readonly #log: SegmentLog;
  readonly #index: LogIndex;
  readonly #queueLimit: QueueLimit;
  readonly #release: () => Promise<void>;
  readonly #recent: RecentEvents;
  readonly #reader: EventReader;
  readonly #reads: EmbeddedReads;
  readonly #readsAhead: EmbeddedReads;
  readonly #added: Doorbell;
  /** The last revision of streams, unsynced events included. */
  readonly #heads = new LRUCache<string, number>({ max: CACHED_HEADS });
  #lastRecordedAt: string;
  #closing: Promise<void> | undefined;

  constructor(options: EmbeddedEventStoreOptions) {
    super();
    const { log, index, synced, added } = options;
    this.#log = log;
    this.#index = index;
    this.#added = added;
    this.#queueLimit = options.queueLimit;
    this.#release = options.release;
    this.#lastRecordedAt = options.recordedAt;
    this.#recent = options.recent;
    this.#reader = new EventReader(log.reader, index, this.#recent);
    this.#reads = new EmbeddedReads(this.#reader, index, {
      head: () => log.head,
      end: () => log.durableEnd,
      moved: synced,
    });
    this.#readsAhead = new EmbeddedReads(this.#reader, index, {
      head: () => log.newest,
      end: () => log.end,
      moved: added,
    });
    this.failed = log.failed;
  }

  /**
   * Checks and numbers the events before it returns, so calls take effect in the order they are made.
   * @throws Error when an event's time lies before that of the log's last one, or its revision does
   * not follow; of the appends in the call, those before it are recorded
   */
  append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    return this.#append(appends, () => false);
  }

  readStream(stream: string, read?: StreamRead): Promise<readonly StoredEvent[]> {
    return this.#reads.readStream(stream, read);
  }

  readAll(read: AllRead): Promise<EventBatch> {
    return this.#reads.readAll(read);
  }

  follow(follow: Follow): AsyncIterable<EventBatch> {
    return this.#reads.follow(follow);
  }

  override durable(): Promise<void> {
    return this.#log.synced(undefined);
  }

  async head() {
    return positionOf(this.#log.head);
  }

  close(): Promise<void> {
    this.#closing ??= this.#release();
    this.#reads.close();
    this.#readsAhead.close();
    return this.#closing;
  }

  #append(
    appends: readonly Append[],
    mayAnswerAhead: () => boolean,
  ): Promise<readonly AppendResult[]> {
    const refusal = this.#refusal();
    if (refusal) return Promise.reject(refusal);
    try {
      const results = appends.map((append) => this.#record(append));
      this.#added.ringSoon();
      const areAppended = results.every(isAppended);
      if (areAppended && mayAnswerAhead()) {
        this.#log.sync();
        return Promise.resolve(results);
      }
      // A refusal, too, must not tell of events that are not synced yet.
      const answered = this.#log.synced(results);
      return areAppended ? answered : answered.then(() => this.#acceptRepeats(appends, results));
    } catch (error) {
      // What stands before the fault in this call is written nevertheless.
      return this.#log.synced(undefined).then(() => {
        throw error;
      });
    }
  }

  /** What has left the memory already can only be read when it is synced. */
  async #readStreamAhead(stream: string, read?: StreamRead): Promise<readonly StoredEvent[]> {
    if (!this.#recent.covers(this.#log.head)) await this.durable();
    return this.#readsAhead.readStream(stream, read);
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
