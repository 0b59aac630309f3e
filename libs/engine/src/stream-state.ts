import {
  type EventRecord,
  type EventSource,
  type EventStreams,
  NO_STREAM,
  type StoredEvent,
  type StreamRead,
} from '@gifting/event-store';
import { comparePositions, type Decider, type DomainEvent } from '@gifting/kernel';
import { MESSAGE_NOTED, type MessageNoted } from './message-noted';

/** An event of a stream that holds such events, as the store has it. */
export type Stored<Event extends DomainEvent> = Omit<StoredEvent, keyof DomainEvent> & Event;

/** Whatever a stream of some kind holds: its own events, and those that the machinery adds. */
export type StreamEvent<Event extends DomainEvent> = Stored<Event | MessageNoted>;

/**
 * A page of a stream that holds such events: its category says which, and one service alone writes it.
 * @throws what reading throws
 */
export const readEvents = <Event extends DomainEvent>(
  store: Pick<EventStreams, 'readStream'>,
  stream: string,
  read?: StreamRead,
): Promise<readonly StreamEvent<Event>[]> => store.readStream(stream, read);

/** A fold: how one more event changes the state. */
export type Fold<Event extends DomainEvent, State> = Pick<
  Decider<never, Event, State>,
  'evolve' | 'initial'
>;

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

/**
 * The stream after one more event.
 * @throws UnknownEvent where the fold does not know the event
 */
export function evolveStream<Event extends DomainEvent, State>(
  { evolve }: Pick<Fold<Event, State>, 'evolve'>,
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
    state: record.type === MESSAGE_NOTED ? before.state : evolve(before.state, eventOf(record)),
  };
}

/** The store keeps events as JSON; a fold refuses those that it does not know. */
const eventOf = <Event extends DomainEvent>(record: EventRecord) => record as DomainEvent as Event;

/** The stream after its events, oldest first. */
export const foldStream = <Event extends DomainEvent, State>(
  fold: Fold<Event, State>,
  events: readonly EventRecord[],
): StreamState<State> =>
  events.reduce((before, record) => evolveStream(fold, before, record), emptyStream(fold.initial));

/**
 * Whether a message was taken into account before: its source is at or below the watermark.
 * Positions compare inside one store history only; a watermark of another store is below them all.
 */
export function isKnown(stream: StreamState<unknown>, source: EventSource): boolean {
  const watermark = stream.watermarks[source.producer];
  return (
    watermark !== undefined &&
    watermark.store === source.store &&
    comparePositions(source.position, watermark.position) <= 0
  );
}

const PAGE_EVENTS = 1_000;

/**
 * Folds a whole stream, page by page.
 * @param findSnapshot asked once, for a stream that is longer than a page: what its first events were
 * folded to, by the same fold
 */
export async function loadStream<Event extends DomainEvent, State>(
  store: Pick<EventStreams, 'readStream'>,
  fold: Fold<Event, State>,
  stream: string,
  findSnapshot: () => Promise<StreamState<State> | undefined> = () => Promise.resolve(undefined),
): Promise<StreamState<State>> {
  let state = emptyStream(fold.initial);
  for (;;) {
    const page = await store.readStream(stream, { from: state.revision + 1, limit: PAGE_EVENTS });
    const isFirst = state.revision === NO_STREAM;
    state = page.reduce((before, record) => evolveStream(fold, before, record), state);
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
