import { describeAppend } from './contract/append.contract';
import { describeFollow } from './contract/follow.contract';
import { describeRead } from './contract/read.contract';
import type { EventStore } from './event-store.port';

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

/**
 * The promises of the port, the same for every adapter.
 *
 * Tests name their streams at random and look at their own events only, so that a server may be shared.
 * @param open opens the store; called once for each test
 */
export function describeEventStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} keeps the promises of the event store`, () => {
    let opened: OpenedStore | undefined;

    const underTest: StoreUnderTest = () => {
      if (opened === undefined) throw new Error('the store is not open');
      return opened;
    };

    beforeEach(async () => {
      opened = await open();
    }, PATIENCE_MS);

    afterEach(async () => {
      await opened?.close();
      opened = undefined;
    }, PATIENCE_MS);

    describeAppend(underTest);
    describeRead(underTest);
    describeFollow(underTest);
  });
}

/** A server may be slow to answer its first caller; no test waits for a time to pass. */
const PATIENCE_MS = 60_000;
