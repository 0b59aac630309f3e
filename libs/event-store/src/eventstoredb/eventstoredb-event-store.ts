import { setMaxListeners } from 'node:events';
import type { Position } from '@gifting/kernel';
import {
  type AllRead,
  type Append,
  type AppendResult,
  type EventBatch,
  EventStore,
  type Follow,
  type StoredEvent,
  StoreOverloaded,
  type StreamRead,
} from '../event-store.port';
import { AppendChannel } from './append-channel';
import { Appender } from './appender';
import type { ClientCalls } from './client-calls';
import { EventReader } from './event-reader';
import { followEvents } from './follow-events';

export interface EventStoreDbLimits {
  /** Streams that are written at once; further ones wait. */
  readonly streamsInFlight: number;
  /** Appends are refused while so many events, or so many bytes of them, wait for the server. */
  readonly waitingEvents: number;
  readonly waitingBytes: number;
  /** After so long without an answer an append is sent again, over a new connection. */
  readonly answerTimeoutMs: number;
  /** For how long an append without an outcome is sent again. */
  readonly retryAppendsForMs: number;
  /** For how long a failed read is tried again. */
  readonly retryReadsForMs: number;
}

export interface EventStoreDbOptions {
  readonly limits: EventStoreDbLimits;
  readonly onTrouble: (error: unknown) => void;
  /** Lets go of what was opened for this store alone. */
  readonly release: () => Promise<void>;
}

/**
 * The event store of a cluster, on EventStoreDB. A server that is away is waited for.
 *
 * An event keeps its id, stream, revision and type there; its data is the event's data, and metadata
 * and schema version stand in its metadata. The server forces every append to its disk before it
 * acknowledges it, as long as it is not told to be unsafe.
 */
export class EventStoreDbEventStore extends EventStore {
  /**
   * Never resolves. There is nothing here that stops for ever: whoever reads an event that is not what
   * was written gets `StoreCorrupted`.
   */
  readonly failed = new Promise<Error>(() => undefined);

  private readonly closing = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly reader: EventReader;
  private readonly channel: AppendChannel;
  private readonly appender: Appender;
  private waitingEvents = 0;
  private waitingBytes = 0;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly calls: ClientCalls,
    private readonly options: EventStoreDbOptions,
  ) {
    super();
    const { limits, onTrouble } = options;
    // Every append and every follower listens to it.
    setMaxListeners(0, this.closing.signal);
    this.reader = new EventReader(calls, {
      retryForMs: limits.retryReadsForMs,
      onTrouble,
      closing: this.closing.signal,
    });
    this.channel = new AppendChannel(calls, limits.answerTimeoutMs);
    this.appender = new Appender(this.channel, this.reader, {
      streamsInFlight: limits.streamsInFlight,
      retryForMs: limits.retryAppendsForMs,
      onTrouble,
      closing: this.closing.signal,
    });
  }

  /**
   * @throws AppendTooLarge when the server takes no append of that size; others of the same call may
   * have been stored
   */
  async append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    this.refuseWhenFull();
    const events = appends.flatMap((append) => append.events);
    const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0);
    this.waitingEvents += events.length;
    this.waitingBytes += bytes;
    const appending = this.appender.append(appends);
    this.underWay.add(appending);
    try {
      return await appending;
    } finally {
      this.underWay.delete(appending);
      this.waitingEvents -= events.length;
      this.waitingBytes -= bytes;
    }
  }

  readStream(stream: string, read?: StreamRead): Promise<readonly StoredEvent[]> {
    return this.reader.stream(stream, read);
  }

  readAll(read: AllRead): Promise<EventBatch> {
    return this.reader.all(read);
  }

  follow(follow: Follow): AsyncIterable<EventBatch> {
    const { calls, reader } = this;
    const signal = AbortSignal.any([follow.signal, this.closing.signal]);
    const { onTrouble } = this.options;
    return followEvents({ calls, reader, onTrouble }, { ...follow, signal });
  }

  head(): Promise<Position> {
    return this.reader.head();
  }

  /** Appends that have no answer yet get the time of one; they are not sent again. */
  close(): Promise<void> {
    this.closed ??= this.release();
    return this.closed;
  }

  private async release(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.underWay);
    await this.channel.close();
    await this.options.release();
  }

  private refuseWhenFull(): void {
    if (this.closed) throw new Error('the store is closed');
    const { waitingEvents, waitingBytes } = this.options.limits;
    if (this.waitingEvents < waitingEvents && this.waitingBytes < waitingBytes) return;
    throw new StoreOverloaded(`${this.waitingEvents} events are waiting for the server`);
  }
}
