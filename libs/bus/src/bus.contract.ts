import type { Bus } from './bus.port';
import { describeDelivery } from './contract/delivery.contract';
import { describeGroups } from './contract/groups.contract';
import { describeMessages } from './contract/messages.contract';
import { describeRedelivery } from './contract/redelivery.contract';
import { PATIENCE_MS, TestBed } from './contract/test-bed.contract';
import { describeTopics } from './contract/topics.contract';

/** A bus under test, on whatever carries its messages. */
export interface OpenedBus {
  readonly bus: Bus;
  /**
   * Puts bytes on a topic as a foreign program would, by the partitioner of its own client.
   * Resolves when they are safe, as `publish` does.
   */
  publishRaw(
    topic: string,
    key: string | undefined,
    bytes: Buffer,
    headers: Readonly<Record<string, string | Buffer>>,
  ): Promise<void>;
  /** Closes the bus and what was opened beside it. */
  close(): Promise<void>;
}

/**
 * The promises of the port, the same for every adapter.
 *
 * Tests name their topics at random, so that brokers may be shared.
 * @param open opens a bus; called once, and once more for a bus that is closed
 */
export function describeBus(name: string, open: () => Promise<OpenedBus>): void {
  describe(`${name} keeps the promises of the bus`, () => {
    let opened: OpenedBus | undefined;
    let bed: TestBed | undefined;

    const underTest = (): TestBed => {
      if (bed === undefined) throw new Error('the bus is not open');
      return bed;
    };

    beforeAll(async () => {
      opened = await open();
    }, PATIENCE_MS);

    afterAll(async () => {
      await opened?.close();
    }, PATIENCE_MS);

    beforeEach(async () => {
      if (opened !== undefined) bed = await TestBed.on(opened);
    }, PATIENCE_MS);

    afterEach(async () => {
      await bed?.clear();
      bed = undefined;
    }, PATIENCE_MS);

    describeMessages(underTest);
    describeDelivery(underTest);
    describeGroups(underTest);
    describeRedelivery(underTest);
    describeTopics(underTest, open);
  });
}
