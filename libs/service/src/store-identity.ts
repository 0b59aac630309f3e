import { randomBytes, randomUUID } from 'node:crypto';
import {
  type Clock,
  CommandHandler,
  streamAfter,
  type StreamKind,
  UnknownMessage,
} from '@gifting/engine';
import type { EventStore } from '@gifting/event-store';
import { type DomainEvent, type Position, START, UnknownEvent } from '@gifting/kernel';

const SECRET_BYTES = 32;

/** The stream that says which store this is. Neither audit lists nor exports show it. */
const IDENTITY_STREAM = 'store';

type History = { readonly epoch: number; readonly id: string; readonly previousEnd: Position };
type StoreOpened = DomainEvent<'StoreOpened', History>;
type SecretMade = DomainEvent<'SecretMade', { readonly secret: string }>;

interface StoreState {
  readonly history: History | undefined;
  readonly secret: string | undefined;
}

const storeKind: StreamKind<
  { readonly history: History; readonly secret: string },
  StoreOpened | SecretMade,
  StoreState
> = {
  category: IDENTITY_STREAM,
  decider: {
    initial: { history: undefined, secret: undefined },
    decide: ({ history, secret }, known) => [
      ...(known.history === undefined
        ? [{ type: 'StoreOpened', schemaVersion: 1, data: history } as const]
        : []),
      ...(known.secret === undefined
        ? [{ type: 'SecretMade', schemaVersion: 1, data: { secret } } as const]
        : []),
    ],
    evolve: (state, event) => {
      if (event.schemaVersion !== 1) throw new UnknownEvent(event);
      switch (event.type) {
        case 'StoreOpened':
          return { ...state, history: event.data };
        case 'SecretMade':
          return { ...state, secret: event.data.secret };
        default:
          throw new UnknownEvent(event);
      }
    },
  },
  commandOf(message) {
    throw new UnknownMessage(message);
  },
};

export interface StoreIdentity {
  /** The name of the store's history, `{id}.{epoch}`: positions compare inside one history only. */
  readonly name: string;
  /** What command ids and request hashes are keyed with. It travels with the store. */
  readonly secret: string;
}

/** Which store this is. The first process that opens an empty one gives it its id and its secret. */
export async function identityOf(store: EventStore, clock: Clock): Promise<StoreIdentity> {
  const [outcome] = await new CommandHandler({ streams: store, clock }).handle([
    {
      kind: storeKind,
      stream: IDENTITY_STREAM,
      asked: {},
      command: () => ({
        history: { epoch: 1, id: randomUUID(), previousEnd: START },
        secret: randomBytes(SECRET_BYTES).toString('base64url'),
      }),
    },
  ]);
  const { history, secret } = streamAfter(outcome).state;
  if (history === undefined || secret === undefined) throw new Error('the store has no identity');
  return { name: `${history.id}.${history.epoch}`, secret };
}

/** When the newest event was recorded, so that a clock never starts before it. */
export async function lastRecordedAtMs(store: EventStore): Promise<number> {
  const head: Position = await store.head();
  if (head === START) return 0;
  const { events } = await store.readAll({ from: head, limit: 1 });
  const [last] = events;
  return last === undefined ? 0 : Date.parse(last.metadata.recordedAt);
}
