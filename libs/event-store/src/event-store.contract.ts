import { describeAhead } from './contract/ahead.contract';
import { describeAppend } from './contract/append.contract';
import { describeFollow } from './contract/follow.contract';
import { describeRead } from './contract/read.contract';
import { describeRepeat } from './contract/repeat.contract';
import type { OpenedStore, StoreUnderTest } from './contract/opened-store.contract';

export type { OpenedStore } from './contract/opened-store.contract';

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
    describeRepeat(underTest);
    describeRead(underTest);
    describeFollow(underTest);
    describeAhead(underTest);
  });
}

/** A server may be slow to answer its first caller; no test waits for a time to pass. */
const PATIENCE_MS = 60_000;
