import type { JsonObject, Position } from '@gifting/kernel';

/** Which message an event answers: its place in the producer's store. The watermark is folded from it. */
export type EventSource = {
  readonly position: Position;
  /** The service whose relay published the message. */
  readonly producer: string;
  /** The store history in which the position lies: id and epoch of the stream `store`. */
  readonly store: string;
};

/** Who asked for a command, as the token said. */
export type Actor = { readonly role: string; readonly sub: string };

/** What is recorded beside the data of every event. */
export type EventMetadata = {
  readonly actor?: Actor;
  /** The operation that the event answers; it goes back to the operation's own stream. */
  readonly operationId?: string;
  /** RFC 3339 UTC with milliseconds. Never falls within a stream and is never before its cause's. */
  readonly recordedAt: string;
  /** SHA-256 of the parsed command that began a command stream; tells a replay from another content. */
  readonly requestHash?: string;
  readonly source?: EventSource;
  /** W3C trace id of the request or message that led here. */
  readonly traceId?: string;
};

/** An event in the form that is hashed: `hash = SHA-256(JCS of these members)`. */
export interface EventRecord {
  readonly data: JsonObject;
  readonly metadata: EventMetadata;
  /** From 0, without gaps within a stream. */
  readonly revision: number;
  readonly schemaVersion: number;
  readonly stream: string;
  readonly type: string;
}

/** An event that was built, serialised and hashed once, by `sealEvents`. A retry re-sends these bytes. */
export interface SealedEvent extends EventRecord {
  /** The first 128 bits of the hash as a UUID of version 8. */
  readonly id: string;
  /** The RFC 8785 form of the record, UTF-8. */
  readonly bytes: Buffer;
}

/** An event as it stands in the store. Deeply frozen, shared by all readers of a process. */
export interface StoredEvent extends EventRecord {
  readonly id: string;
  readonly position: Position;
}

/** The expected revision of a stream that does not exist yet. */
export const NO_STREAM = -1;

export interface Append {
  readonly stream: string;
  /** The revision of the stream's last event, or `NO_STREAM`. There is no "any". */
  readonly expectedRevision: number;
  /** At least one; written all or none, at expectedRevision + 1 and on. */
  readonly events: readonly SealedEvent[];
}

export type AppendResult =
  | {
      readonly outcome: 'appended';
      /** Of the append's last event, as it reads back, also when the append only repeats an earlier one. */
      readonly position: Position;
    }
  | {
      readonly outcome: 'wrong-revision';
      /** Of the stream's last event, or `NO_STREAM`. */
      readonly actualRevision: number;
    };

export interface StreamRead {
  /** First revision to yield; default the first event, or the last one when reading backwards. */
  readonly from?: number;
  readonly backwards?: boolean;
  /** At most this many events; default and upper bound 1,000. */
  readonly limit?: number;
}

export interface AllRead {
  /** First position to yield, inclusive. */
  readonly from: Position;
  /** Only streams of these categories (the text before the first dash); default all of ours. */
  readonly categories?: readonly string[];
  /** At most this many matching events; default and upper bound 1,000. */
  readonly limit?: number;
}

export interface Follow {
  /** Yields events behind this position; `START` for all. */
  readonly after: Position;
  readonly categories?: readonly string[];
  /** Ends the iteration. */
  readonly signal: AbortSignal;
}

export interface EventBatch {
  /** In position order; may be empty where `scannedTo` alone moved. */
  readonly events: readonly StoredEvent[];
  /** Everything that matches up to this position was yielded, in this batch or before. */
  readonly scannedTo: Position;
}

/** What a step works with that reads streams, decides, and appends to them. */
export interface EventStreams {
  /**
   * Appends to many streams in one call, with one result each, in the order given. Each append is
   * atomic; different appends are independent. Appends to the same stream in one call are applied in
   * order. The same event ids again at the same expected revision succeed and write nothing.
   *
   * Must be called in the same tick in which the events were sealed, so that `recordedAt` never
   * falls in the embedded log.
   * @throws StoreOverloaded before anything is recorded, when the bounded queue is full
   * @throws UnknownOutcome when it cannot be told whether the events were stored
   * @throws StoreFailed for ever after a failed sync
   */
  append(appends: readonly Append[]): Promise<readonly AppendResult[]>;

  /** One page of a stream; empty for a stream that does not exist. Reads from the leader. */
  readStream(stream: string, read?: StreamRead): Promise<readonly StoredEvent[]>;

  /**
   * Everything behind a position, then what comes, without end. Survives a lost connection by itself.
   * Ends silently when the signal aborts.
   */
  follow(follow: Follow): AsyncIterable<EventBatch>;

  /**
   * Resolves when all is durable that was appended, read or told here until now.
   * @throws UnknownOutcome, StoreFailed when that cannot be had any more
   */
  durable(): Promise<void>;
}

/**
 * The truth. Streams of immutable events with optimistic concurrency and one global order.
 * The abstract class is the injection token; every adapter passes `describeEventStore`.
 *
 * What is appended is durable before its result is given, and nobody reads or is told of an event
 * that is not.
 */
export abstract class EventStore implements EventStreams {
  abstract append(appends: readonly Append[]): Promise<readonly AppendResult[]>;
  abstract readStream(stream: string, read?: StreamRead): Promise<readonly StoredEvent[]>;
  abstract follow(follow: Follow): AsyncIterable<EventBatch>;

  durable(): Promise<void> {
    return Promise.resolve();
  }

  /**
   * The same streams, ahead of the disk: appends resolve as soon as their place is certain, and reads
   * and followers see them then. A crash takes away the end of the log, never an event from its midst,
   * so whatever was decided on a lost event is lost with it. Nothing that was seen here may leave the
   * process before `durable` has resolved.
   *
   * A store that cannot promise this is ahead of nothing: it hands out itself.
   */
  readonly ahead: EventStreams = this;

  /** One page of all streams in position order. `scannedTo` is behind the last event looked at. */
  abstract readAll(read: AllRead): Promise<EventBatch>;

  /** The position of the newest durable event, `START` in an empty store. */
  abstract head(): Promise<Position>;

  /** Resolves when the store has stopped acknowledging for ever: the process should exit. */
  abstract readonly failed: Promise<Error>;

  /** Waits for what is under way, then lets go of files and connections. */
  abstract close(): Promise<void>;
}

/** The queue is full; nothing was recorded. */
export class StoreOverloaded extends Error {
  override readonly name = 'StoreOverloaded';
}

/** The append may or may not have been stored: drop cached state, reload, decide again. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome';
}

/** A write or a sync failed, so nothing is acknowledged any more. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}

/** Stored bytes are not what was written. */
export class StoreCorrupted extends Error {
  override readonly name = 'StoreCorrupted';
}

/** The category of a stream: the text before the first dash, or the whole name. */
export function categoryOf(stream: string): string {
  const dash = stream.indexOf('-');
  return dash < 0 ? stream : stream.slice(0, dash);
}
