import { randomUUID } from 'node:crypto';
import { BusClosed, BusTopicMismatch, BusTopicUnknown } from '../bus.port';
import {
  type BusUnderTest,
  Listener,
  numberedEvent,
  type OpenedBus,
  PARTITIONS,
  PATIENCE_MS,
  until,
} from './test-bed.contract';

export function describeTopics(underTest: BusUnderTest, open: () => Promise<OpenedBus>): void {
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('topics', () => {
    test('are created, and accepted when they are there', async () => {
      const { bus, topic } = underTest();
      const other = `contract.${randomUUID()}`;

      await bus.ensureTopics([
        { name: topic, partitions: PARTITIONS },
        { name: other, partitions: 1 },
      ]);
      await bus.ensureTopics([{ name: other, partitions: 1 }]);

      await bus.publish([{ topic: other, key: 'k', event: numberedEvent(1) }]);
    });

    test('are refused with another number of partitions', async () => {
      const { bus, topic } = underTest();
      await expect(bus.ensureTopics([{ name: topic, partitions: PARTITIONS + 1 }])).rejects.toThrow(
        new BusTopicMismatch(`topic ${topic} has 4 partitions, not 5`),
      );
    });

    test('of a group keep for it what came before it subscribed', async () => {
      const { bus } = underTest();
      const feed = `contract.${randomUUID()}`;
      await bus.ensureTopics([{ name: feed, partitions: PARTITIONS, group: 'late' }]);
      expect(bus.isHeard(feed)).toBe(true);
      let safe = false;
      const published = bus
        .publish([{ topic: feed, key: 'k', event: numberedEvent(1) }])
        .then(() => (safe = true));

      const listener = new Listener();
      await underTest().listen(listener, 'late', feed);
      await until(() => listener.numbers.length === 1);
      await published;

      expect(listener.numbers).toEqual([1]);
      expect(safe).toBe(true);
    });

    test('must be named before they are used', async () => {
      const { bus } = underTest();
      const unknown = `contract.${randomUUID()}`;
      const message = { topic: unknown, key: 'k', event: numberedEvent(1) };

      await expect(bus.publish([message])).rejects.toThrow(new BusTopicUnknown(unknown));
      await expect(underTest().listen(new Listener(), 'group', unknown)).rejects.toThrow(
        BusTopicUnknown,
      );
    });
  });

  describe('a closed bus', () => {
    test('takes nothing more', async () => {
      const { topic } = underTest();
      const opened = await open();
      const { bus } = opened;
      await bus.ensureTopics([{ name: topic, partitions: PARTITIONS }]);
      const listener = new Listener();
      const { handle, onTrouble } = listener;
      await bus.subscribe({ topic, group: 'closing', handle, onTrouble });

      await opened.close();

      const message = { topic, key: 'k', event: numberedEvent(1) };
      await expect(bus.publish([message])).rejects.toThrow(BusClosed);
      await expect(bus.subscribe({ topic, group: 'other', handle, onTrouble })).rejects.toThrow(
        BusClosed,
      );
      expect(listener.batches).toEqual([]);
    });
  });
}
