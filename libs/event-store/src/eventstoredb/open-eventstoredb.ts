import type { EventStoreDBClient } from '@eventstore/db-client';
import type { EventStore } from '../event-store.port';
import { ClientCalls, connectEventStoreDb } from './client-calls';
import { EventStoreDbEventStore, type EventStoreDbLimits } from './eventstoredb-event-store';
import { rarely } from './rarely';

/** Where the store is: an address, or the client of this process. */
type EventStoreDbPlace =
  | {
      /** `esdb://…` or `esdb+discover://…`; its connection is closed with the store. */
      readonly url: string;
    }
  | {
      /** Shared, so it stays open when the store is closed. */
      readonly client: EventStoreDBClient;
    };

export type OpenEventStoreDb = EventStoreDbPlace & {
  /**
   * Told of failures that are tried again: a lost connection or subscription, a silent server. The
   * same one is told at most once a second.
   */
  readonly onTrouble: (error: unknown) => void;
  readonly limits?: Partial<EventStoreDbLimits>;
};

const LIMITS: EventStoreDbLimits = {
  streamsInFlight: 512,
  waitingEvents: 16_384,
  waitingBytes: 64 * 1024 * 1024,
  // The server gives up a write after 2 s by itself, and says so.
  answerTimeoutMs: 5_000,
  // A server that was killed takes about 8 s until it serves again.
  retryAppendsForMs: 30_000,
  retryReadsForMs: 10_000,
};

/**
 * Opens the event store on EventStoreDB, of release 23.10 or later, and waits until it answers.
 * @throws when it does not answer within the time for which reads are tried again
 */
export async function openEventStoreDb(options: OpenEventStoreDb): Promise<EventStore> {
  const client = 'client' in options ? options.client : connectEventStoreDb(options.url);
  const store = new EventStoreDbEventStore(new ClientCalls(client), {
    limits: { ...LIMITS, ...options.limits },
    onTrouble: rarely(options.onTrouble),
    release: async () => {
      if (!('client' in options)) await client.dispose();
    },
  });
  try {
    await store.head();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}
