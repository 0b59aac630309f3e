import { type BusFaultRates, SeededBusFaults, seededRandom } from '@gifting/testing';
import fc from 'fast-check';
import type { Delivery, DeliveryBatch } from '../bus.port';
import { numberedEvent, numberOf, range, someTurns } from '../contract/test-bed.contract';
import { EmbeddedBus } from './embedded-bus';

const KEYS = range(0, 9).map((index) => `wallet-${index}`);
const CALLS = 40;
const MESSAGES_OF_CALL = 7;
const ALL = range(0, CALLS * MESSAGES_OF_CALL);
const keyOf = (n: number): string => KEYS[n % KEYS.length] ?? '';

interface Run {
  readonly batches: readonly DeliveryBatch[];
  /** Numbers of the messages whose publish call resolved before they were handled. */
  readonly acknowledgedTooEarly: readonly number[];
  readonly faults: SeededBusFaults;
}

/** Publishes everything to a handler that fails now and then, and waits until nothing moves. */
async function run(seed: number, rates?: BusFaultRates): Promise<Run> {
  const faults = new SeededBusFaults(seed, rates);
  const random = seededRandom(seed + 1);
  const bus = new EmbeddedBus({ faults, pause: someTurns });
  await bus.ensureTopics([{ name: 'feed', partitions: 4 }]);
  const batches: DeliveryBatch[] = [];
  const handled = new Set<unknown>();
  await bus.subscribe({
    topic: 'feed',
    group: 'group',
    handle: async (batch) => {
      if (random() < 0.1) throw new Error('now and then');
      batches.push(batch);
      for (const delivery of batch.deliveries) handled.add(numberOf(delivery));
    },
    onTrouble: () => undefined,
  });
  const acknowledgedTooEarly: number[] = [];
  const publish = async (numbers: readonly number[]) => {
    await bus.publish(
      numbers.map((n) => ({ topic: 'feed', key: keyOf(n), event: numberedEvent(n) })),
    );
    acknowledgedTooEarly.push(...numbers.filter((n) => !handled.has(n)));
  };
  const calls = range(0, CALLS).map((call) =>
    ALL.slice(call * MESSAGES_OF_CALL, (call + 1) * MESSAGES_OF_CALL),
  );
  // Some calls at once, as a relay has them in flight.
  for (const call of range(0, CALLS / 4)) {
    await Promise.all(calls.slice(call * 4, call * 4 + 4).map(publish));
  }
  await bus.atRest();
  await bus.close();
  return { batches, acknowledgedTooEarly, faults };
}

const deliveriesOf = ({ batches }: Run): Delivery[] =>
  batches.flatMap(({ deliveries }) => deliveries);

/** The numbers of a key by first arrival. */
function firstArrivals(deliveries: readonly Delivery[], key: string): unknown[] {
  return [...new Set(deliveries.filter((each) => each.key === key).map(numberOf))];
}

const traceOf = (each: Run) =>
  each.batches.map(({ partition, deliveries }) => [
    partition,
    deliveries.map(({ offset }) => offset),
  ]);

describe('EmbeddedBus that misbehaves', () => {
  it('loses nothing, keeps the first arrivals of a key in order, acknowledges only what was handled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
        const outcome = await run(seed);
        const deliveries = deliveriesOf(outcome);

        expect(outcome.acknowledgedTooEarly).toEqual([]);
        for (const key of KEYS) {
          const expected = ALL.filter((n) => keyOf(n) === key);
          expect(firstArrivals(deliveries, key)).toEqual(expected);
        }
        const { repeats, redeliveries, stalls } = outcome.faults.counts;
        expect(repeats).toBeGreaterThan(ALL.length / 4);
        expect(redeliveries).toBeGreaterThan(0);
        expect(stalls).toBeGreaterThan(0);
        expect(deliveries.length).toBeGreaterThanOrEqual(ALL.length + repeats);
      }),
      { numRuns: 60 },
    );
  });

  it('brings repetitions late: behind messages that were published after the first arrival', async () => {
    const deliveries = deliveriesOf(await run(7, { repeats: 0.5, redeliveries: 0, stalls: 0 }));
    const late = KEYS.filter((key) => {
      const numbers = deliveries
        .filter((each) => each.key === key)
        .map((each) => Number(numberOf(each)));
      return numbers.some((n, index) => index > 0 && n < (numbers[index - 1] ?? 0));
    });
    expect(late.length).toBeGreaterThan(0);
  });

  it('repeats exactly what it counts, under new offsets', async () => {
    const outcome = await run(8, { repeats: 0.5, redeliveries: 0, stalls: 0.5 });
    const deliveries = deliveriesOf(outcome);

    expect(deliveries).toHaveLength(ALL.length + outcome.faults.counts.repeats);
    for (const partition of range(0, 4)) {
      const offsets = outcome.batches
        .filter((batch) => batch.partition === partition)
        .flatMap((batch) => batch.deliveries.map(({ offset }) => Number(offset)));
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      expect(new Set(offsets).size).toBe(offsets.length);
    }
  });

  it('redelivers whole batches that were resolved', async () => {
    const outcome = await run(9, { repeats: 0, redeliveries: 0.5, stalls: 0 });
    const { redeliveries } = outcome.faults.counts;

    expect(redeliveries).toBeGreaterThan(0);
    expect(outcome.batches.length - new Set(outcome.batches).size).toBe(redeliveries);
  });

  it('reorders across keys', async () => {
    const order = (each: Run) => deliveriesOf(each).map(numberOf);
    const plain = await run(10, { repeats: 0, redeliveries: 0, stalls: 0 });
    const stalled = await run(10, { repeats: 0, redeliveries: 0, stalls: 0.5 });

    expect(order(stalled)).not.toEqual(order(plain));
    expect(order(stalled).toSorted()).toEqual(order(plain).toSorted());
  });

  it('behaves when it is told to', async () => {
    const outcome = await run(11, { repeats: 0, redeliveries: 0, stalls: 0 });

    expect(deliveriesOf(outcome)).toHaveLength(ALL.length);
    expect(outcome.faults.counts).toEqual({ repeats: 0, redeliveries: 0, stalls: 0 });
  });

  it('does the same for the same seed', async () => {
    const [first, second, other] = [await run(12), await run(12), await run(13)];

    expect(traceOf(second)).toEqual(traceOf(first));
    expect(traceOf(other)).not.toEqual(traceOf(first));
  });
});
