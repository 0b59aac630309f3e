import {
  type AllRead,
  type Append,
  type AppendResult,
  type EventBatch,
  EventStore,
  type EventStreams,
  type Follow,
  type StoredEvent,
  type StreamRead,
} from '@gifting/event-store';
import type { ServiceMetrics } from './telemetry/metrics';

/** The event store as one service sees it: what the service appends is counted under its label. */
export class MeteredEventStore extends EventStore {
  override readonly ahead: EventStreams;

  constructor(
    private readonly store: EventStore,
    private readonly metrics: ServiceMetrics,
  ) {
    super();
    const { ahead } = store;
    this.ahead = {
      append: (appends) => this.#counted(ahead, appends),
      readStream: (stream, read) => ahead.readStream(stream, read),
      follow: (follow) => ahead.follow(follow),
      durable: () => ahead.durable(),
    };
  }

  override append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    return this.#counted(this.store, appends);
  }

  override readStream(stream: string, read?: StreamRead): Promise<readonly StoredEvent[]> {
    return this.store.readStream(stream, read);
  }

  override readAll(read: AllRead): Promise<EventBatch> {
    return this.store.readAll(read);
  }

  override follow(follow: Follow): AsyncIterable<EventBatch> {
    return this.store.follow(follow);
  }

  override durable(): Promise<void> {
    return this.store.durable();
  }

  override head() {
    return this.store.head();
  }

  override get failed(): Promise<Error> {
    return this.store.failed;
  }

  /** The ports own the store; a service only lets go of it. */
  override close(): Promise<void> {
    return Promise.resolve();
  }

  async #counted(
    streams: EventStreams,
    appends: readonly Append[],
  ): Promise<readonly AppendResult[]> {
    const results = await streams.append(appends);
    const counts = new Map<string, number>();
    results.forEach(({ outcome }, index) => {
      if (outcome !== 'appended') return;
      for (const { type } of appends[index]?.events ?? []) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
      }
    });
    for (const [type, count] of counts) this.metrics.countEvents(type, count);
    return results;
  }
}
