import { LRUCache } from 'lru-cache';
import type { EventStreams } from '@gifting/event-store';
import type { DomainEvent } from '@gifting/kernel';
import type { StreamSnapshots } from './stream-snapshots';
import { type Fold, loadStream, type StreamState } from './stream-state';

/**
 * The folded streams that a service worked on last. One consumer owns a key, so what is cached is what
 * the store holds; where another writer came first, the append is refused and the entry dropped.
 * States are immutable, and one enters only after its events were accepted: nothing that rests on them
 * may leave the process before the store is durable.
 */
export class StreamCache {
  readonly #states: LRUCache<string, StreamState<unknown>>;

  constructor(
    private readonly streams: Pick<EventStreams, 'readStream'>,
    maxStreams: number,
    private readonly snapshots?: StreamSnapshots,
  ) {
    this.#states = new LRUCache({ max: maxStreams });
  }

  peek(stream: string): StreamState<unknown> | undefined {
    return this.#states.get(stream);
  }

  /** The folded stream, read where it is not at hand. */
  async load<State>(fold: Fold<DomainEvent, State>, stream: string): Promise<StreamState<State>> {
    const cached = this.#states.get(stream);
    if (cached !== undefined) return cached as StreamState<State>;
    const loaded = await loadStream(this.streams, fold, stream, async () =>
      this.snapshots?.find<State>(stream),
    );
    this.keep(stream, loaded);
    return loaded;
  }

  /** Takes over the state after an append that the store has accepted, unless a newer one is here. */
  keep(stream: string, state: StreamState<unknown>): void {
    const cached = this.#states.peek(stream);
    if (cached !== undefined && cached.revision >= state.revision) return;
    this.#states.set(stream, state);
    this.snapshots?.offer(stream, state);
  }

  drop(stream: string): void {
    this.#states.delete(stream);
  }
}
