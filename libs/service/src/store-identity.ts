import { randomUUID } from 'node:crypto';
import {
  type Clock,
  CommandHandler,
  streamAfter,
  type StreamKind,
  UnknownMessage,
} from '@gifting/engine';
import type { EventStore } from '@gifting/event-store';
import { type DomainEvent, type Position, START, UnknownEvent } from '@gifting/kernel';

/** The stream that names the history in which positions compare. */
const IDENTITY_STREAM = 'store';

type Identity = { readonly epoch: number; readonly id: string; readonly previousEnd: Position };
type StoreOpened = DomainEvent<'StoreOpened', Identity>;

const storeKind: StreamKind<Identity, StoreOpened, Identity | undefined> = {
  category: IDENTITY_STREAM,
  decider: {
    initial: undefined,
    decide: (data, known) =>
      known === undefined ? [{ type: 'StoreOpened', schemaVersion: 1, data }] : [],
    evolve: (_, event) => {
      if (event.schemaVersion !== 1) throw new UnknownEvent(event);
      return event.data;
    },
  },
  commandOf(message) {
    throw new UnknownMessage(message);
  },
};

/**
 * The name of the store's history, `{id}.{epoch}`: positions compare inside one history only. The
 * first process that opens an empty store gives it its id.
 */
export async function nameOfStore(store: EventStore, clock: Clock): Promise<string> {
  const [outcome] = await new CommandHandler({ streams: store, clock }).handle([
    {
      kind: storeKind,
      stream: IDENTITY_STREAM,
      asked: {},
      command: () => ({ epoch: 1, id: randomUUID(), previousEnd: START }),
    },
  ]);
  const identity = streamAfter(outcome).state;
  if (identity === undefined) throw new Error('the store has no identity');
  return `${identity.id}.${identity.epoch}`;
}

/** When the newest event was recorded, so that a clock never starts before it. */
export async function lastRecordedAtMs(store: EventStore): Promise<number> {
  const head: Position = await store.head();
  if (head === START) return 0;
  const { events } = await store.readAll({ from: head, limit: 1 });
  const [last] = events;
  return last === undefined ? 0 : Date.parse(last.metadata.recordedAt);
}
