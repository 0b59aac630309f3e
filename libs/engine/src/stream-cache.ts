import { LRUCache } from 'lru-cache';
import type { Decider, DomainEvent } from '@gifting/kernel';
import {
  type Append,
  type AppendResult,
  type EventStreams,
  evolveStream,
  loadStream,
  type StreamState,
} from '@gifting/event-store';
import type { StreamSnapshots } from './stream-snapshots';

/**
 * The folded streams that a service worked on last. One consumer owns a key, so what is cached is what
 * the store holds; where another writer came first, the append is refused and the entry dropped.
 * States are immutable, and one enters only after its events were accepted: nothing that rests on them
 * may leave the process before `durable` has resolved.
 */
export class StreamCache {
  readonly #states: LRUCache<string, StreamState<unknown>>;

  constructor(
    private readonly streams: EventStreams,
    maxStreams: number,
    private readonly snapshots?: StreamSnapshots,
  ) {
    this.#states = new LRUCache({ max: maxStreams });
  }

  peek(stream: string): StreamState<unknown> | undefined {
    return this.#states.get(stream);
  }

  /** The folded stream, read where it is not at hand. */
  async load<State>(target: TargetOf<State>, stream: string): Promise<StreamState<State>> {
    const cached = this.#states.get(stream);
    if (cached !== undefined) return cached as StreamState<State>;
    const loaded = await loadStream(this.streams, target.decider, stream, async () =>
      this.snapshots?.find<State>(stream),
    );
    this.#states.set(stream, loaded);
    this.snapshots?.offer(stream, loaded);
    return loaded;
  }

  /** Appends; of streams whose outcome is unknown no state is kept, so the next try reads what is stored. */
  async append(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    try {
      return await this.streams.append(appends);
    } catch (error) {
      for (const { stream } of appends) this.drop(stream);
      throw error;
    }
  }

  /** Takes over the state after an append that the store has accepted, unless a newer one is here. */
  keep(stream: string, state: StreamState<unknown>): void {
    const cached = this.#states.peek(stream);
    if (cached !== undefined && cached.revision >= state.revision) return;
    this.#states.set(stream, state);
    this.snapshots?.offer(stream, state);
  }

  /** Resolves when all is durable that the states rest on which were handed out until now. */
  durable(): Promise<void> {
    return this.streams.durable();
  }

  drop(stream: string): void {
    this.#states.delete(stream);
  }
}

/** A target of which only the fold matters. */
interface TargetOf<State> {
  readonly decider: Pick<Decider<never, DomainEvent, State>, 'evolve' | 'initial'>;
}

/** The state behind an append, from the state before it. */
export const afterAppend = <State>(
  target: TargetOf<State>,
  before: StreamState<State>,
  append: Append,
): StreamState<State> =>
  append.events.reduce((state, event) => evolveStream(target.decider, state, event), before);
