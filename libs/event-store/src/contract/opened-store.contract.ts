import type { EventStore } from '../event-store.port';

/** A store under test, on whatever the adapter keeps its events in. */
export interface OpenedStore {
  readonly store: EventStore;
  /** Closes the store and opens it again on what it has kept. */
  reopen(): Promise<EventStore>;
  /** Closes the store and clears away what only this test has made. */
  close(): Promise<void>;
}

/** How a test gets at its store: opened anew for each test. */
export type StoreUnderTest = () => OpenedStore;
