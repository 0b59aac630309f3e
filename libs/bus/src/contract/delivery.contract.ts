import { MAX_BATCH_DELIVERIES } from '../bus.port';
import { partitionOf } from '../partitioner';
import {
  type BusUnderTest,
  Listener,
  numberOf,
  PARTITIONS,
  PATIENCE_MS,
  range,
  someTurns,
  until,
} from './test-bed.contract';

const KEYS = range(0, 7).map((index) => `wallet-${index}`);

export function describeDelivery(underTest: BusUnderTest): void {
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('delivery', () => {
    test('keeps the order of a key within and between calls, in one partition', async () => {
      const listener = new Listener();
      await underTest().listen(listener);
      const { bus } = underTest();
      const all = range(0, 420);
      const keyOf = (n: number) => KEYS[n % KEYS.length] ?? '';

      // Calls that are under way together, each with messages of all keys.
      const calls = range(0, 30).map((call) =>
        bus.publish(
          all.slice(call * 14, call * 14 + 14).flatMap((n) => underTest().messages(keyOf(n), [n])),
        ),
      );
      await until(() => listener.handled.length >= all.length);
      await Promise.all(calls);

      for (const key of KEYS) {
        const ofKey = listener.handled.filter((delivery) => delivery.key === key);
        expect(ofKey.map(numberOf)).toEqual(all.filter((n) => keyOf(n) === key));
      }
      for (const { partition, deliveries } of listener.batches) {
        for (const { key } of deliveries) {
          expect(partition).toBe(partitionOf(key ?? '', PARTITIONS));
        }
      }
    });

    test('numbers the messages of a partition upwards', async () => {
      const listener = new Listener();
      await underTest().listen(listener);

      for (const n of range(0, 20)) await underTest().publish(`wallet-${n}`, [n]);
      await until(() => listener.handled.length === 20);

      for (const partition of range(0, PARTITIONS)) {
        const offsets = listener.batches
          .filter((batch) => batch.partition === partition)
          .flatMap((batch) => batch.deliveries.map(({ offset }) => BigInt(offset)));
        for (const [index, offset] of offsets.entries()) {
          if (index > 0) expect(offset).toBeGreaterThan(offsets[index - 1] ?? offset);
        }
      }
    });

    test('hands over many messages in batches that are bounded, complete and in order', async () => {
      const listener = new Listener();
      await underTest().listen(listener);
      const all = range(0, 5_000);

      const published = underTest().publish('wallet-busy', all);
      await until(() => listener.handled.length >= all.length);
      await published;

      expect(listener.numbers).toEqual(all);
      const sizes = listener.batches.map((batch) => batch.deliveries.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BATCH_DELIVERIES);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(sizes.length).toBeLessThan(all.length);
    });

    test('carries large messages', async () => {
      const listener = new Listener();
      await underTest().listen(listener);
      const { bus, topic } = underTest();
      const large = range(0, 6).map((n) => ({
        topic,
        key: 'k',
        event: {
          id: String(n),
          source: '/contract',
          type: 'Large',
          data: { n, text: 'x'.repeat(400_000) },
          extensions: {},
        },
      }));

      const published = bus.publish(large);
      await until(() => listener.handled.length === 6);
      await published;

      expect(listener.handled.map(({ event }) => event)).toStrictEqual(
        large.map(({ event }) => event),
      );
    });

    test('never lets batches of one partition overlap', async () => {
      const underWay = new Map<number, number>();
      let overlaps = 0;
      const listener = new Listener(async ({ partition }) => {
        const others = underWay.get(partition) ?? 0;
        if (others > 0) overlaps++;
        underWay.set(partition, others + 1);
        await someTurns();
        underWay.set(partition, others);
      });
      await underTest().listen(listener);

      const calls: Promise<void>[] = [];
      for (const n of range(0, 60)) {
        calls.push(underTest().publish(KEYS[n % KEYS.length] ?? '', [n]));
        await someTurns();
      }
      await until(() => listener.handled.length === 60);
      await Promise.all(calls);

      expect(overlaps).toBe(0);
      expect(listener.batches.length).toBeGreaterThan(PARTITIONS);
    });

    test('resolves a publish call without messages, and one that nobody hears', async () => {
      await underTest().bus.publish([]);
      await underTest().publish('k', [1, 2, 3]);
    });
  });
}
