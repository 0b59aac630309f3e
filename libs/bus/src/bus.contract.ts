import { describeDelivery } from './contract/delivery.contract';
import { describeGroups } from './contract/groups.contract';
import { describeMessages } from './contract/messages.contract';
import { describeRedelivery } from './contract/redelivery.contract';
import { type OpenedBus, PATIENCE_MS, TestBed } from './contract/test-bed.contract';
import { describeTopics } from './contract/topics.contract';

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
