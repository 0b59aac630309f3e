import { comparePositions, type Decider, type DomainEvent } from '@gifting/kernel';
import {
  type EventRecord,
  type EventSource,
  type EventStreams,
  NO_STREAM,
} from './event-store.port';

/** The type of the event that a message leaves behind where it changes nothing. No decider sees it. */
export const MESSAGE_NOTED = 'MessageNoted';

const PAGE_EVENTS = 1_000;

/** A stream folded: its domain state, and what the envelopes of its events say. */
export interface StreamState<State> {
  /** Of the last event, or `NO_STREAM`. */
  readonly revision: number;
  /** Of the last event; the empty string where there is none, which sorts before every time. */
  readonly recordedAt: string;
  /** Per producing service the highest source taken into account. Needs no domain types. */
  readonly watermarks: Readonly<Record<string, EventSource>>;
  readonly state: State;
}

export const emptyStream = <State>(initial: State): StreamState<State> => ({
  revision: NO_STREAM,
  recordedAt: '',
  watermarks: {},
  state: initial,
});

/** The stream after one more event. */
export function evolveStream<Event extends DomainEvent, State>(
  decider: Pick<Decider<never, Event, State>, 'evolve'>,
  before: StreamState<State>,
  record: EventRecord,
): StreamState<State> {
  const { source } = record.metadata;
  return {
    revision: record.revision,
    recordedAt: record.metadata.recordedAt,
    watermarks:
      source === undefined || isKnown(before, source)
        ? before.watermarks
        : { ...before.watermarks, [source.producer]: source },
    state:
      record.type === MESSAGE_NOTED
        ? before.state
        : // The store keeps events as JSON; the fold of a decider refuses those that it does not know.
          decider.evolve(before.state, record as unknown as Event),
  };
}

/**
 * Whether a message was taken into account before: its source is at or below the watermark.
 * Positions compare inside one store history only; a watermark of another store lies below.
 */
export function isKnown(stream: StreamState<unknown>, source: EventSource): boolean {
  const watermark = stream.watermarks[source.producer];
  return (
    watermark !== undefined &&
    watermark.store === source.store &&
    comparePositions(source.position, watermark.position) <= 0
  );
}

/**
 * Folds a whole stream, page by page.
 * @param findSnapshot asked once, for a stream that is longer than a page: what its first events were
 * folded to, by the same decider
 */
export async function loadStream<Event extends DomainEvent, State>(
  store: Pick<EventStreams, 'readStream'>,
  decider: Pick<Decider<never, Event, State>, 'evolve' | 'initial'>,
  stream: string,
  findSnapshot: () => Promise<StreamState<State> | undefined> = () => Promise.resolve(undefined),
): Promise<StreamState<State>> {
  let state = emptyStream(decider.initial);
  for (;;) {
    const page = await store.readStream(stream, { from: state.revision + 1, limit: PAGE_EVENTS });
    const isFirst = state.revision === NO_STREAM;
    state = page.reduce((before, record) => evolveStream(decider, before, record), state);
    if (page.length === 0) return state;
    if (!isFirst || page.length < PAGE_EVENTS) continue;
    const snapshot = await findSnapshot();
    if (snapshot !== undefined && snapshot.revision > state.revision) state = snapshot;
  }
}

/** All events of a stream, oldest first. */
export async function* readWholeStream(store: Pick<EventStreams, 'readStream'>, stream: string) {
  for (let from = 0; ;) {
    const page = await store.readStream(stream, { from });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    from = last.revision + 1;
  }
}
