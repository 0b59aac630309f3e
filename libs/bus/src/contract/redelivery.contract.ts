import type { DeliveryBatch } from '../bus.port';
import { partitionOf } from '../partitioner';
import {
  type BusUnderTest,
  keysApart,
  Listener,
  numberOf,
  PARTITIONS,
  PATIENCE_MS,
  until,
} from './test-bed.contract';

const numbersOf = (batch: DeliveryBatch | undefined) => batch?.deliveries.map(numberOf);

/** Kinds of errors that end a consumer of kafkajs when they reach it. */
const ERRORS: readonly Error[] = [
  new TypeError('undefined is not a function'),
  new SyntaxError('Unexpected token'),
  new RangeError('invalid length'),
  new ReferenceError('x is not defined'),
];

export function describeRedelivery(underTest: BusUnderTest): void {
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('redelivery', () => {
    test('brings a rejected batch again, and nothing overtakes it', async () => {
      const errors = [...ERRORS];
      const listener = new Listener(() => {
        const error = errors.shift();
        return error ? Promise.reject(error) : undefined;
      });
      const subscription = await underTest().listen(listener);
      const { topic } = underTest();

      const first = underTest().publish('k', [1, 2]);
      await until(() => listener.troubled.length === 1);
      const second = underTest().publish('k', [3]);
      await until(() => listener.handled.length === 3);
      await Promise.all([first, second]);

      expect(listener.numbers).toEqual([1, 2, 3]);
      const rejected = listener.batches.slice(0, ERRORS.length);
      expect(numbersOf(rejected[0])).toEqual([1, 2]);
      for (const batch of listener.batches.slice(0, ERRORS.length + 1)) {
        expect(batch).toStrictEqual(rejected[0]);
      }
      expect(listener.troubled).toEqual(
        ERRORS.map((error, index) => ({ error, batch: rejected[index], tries: index + 1 })),
      );
      listener.troubled.forEach(({ error }, index) => expect(error).toBe(ERRORS[index]));
      expect(rejected[0]).toMatchObject({ topic, partition: partitionOf('k', PARTITIONS) });
      expect(subscription.troubles).toEqual([]);
    });

    test('survives a handler that throws before it returns a promise', async () => {
      const errors = [new TypeError('thrown at once')];
      const listener = new Listener(() => {
        const error = errors.shift();
        if (error) throw error;
      });
      await underTest().listen(listener);

      const published = underTest().publish('k', [1]);
      await until(() => listener.handled.length === 1);
      await published;

      expect(listener.troubled.map(({ tries }) => tries)).toEqual([1]);
    });

    test('tells the trouble as long as it lasts', async () => {
      const error = new Error('out of order');
      let mended = false;
      const listener = new Listener(() => (mended ? undefined : Promise.reject(error)));
      const subscription = await underTest().listen(listener);
      expect(subscription.troubles).toEqual([]);

      const first = underTest().publish('k', [1]);
      await until(() => listener.troubled.length === 1);
      const [trouble] = subscription.troubles;
      await until(() => listener.troubled.length === 2);
      const [later] = subscription.troubles;

      expect(trouble).toStrictEqual({
        topic: underTest().topic,
        partition: partitionOf('k', PARTITIONS),
        error,
        tries: 1,
        since: expect.any(Date) as unknown,
      });
      expect(later).toStrictEqual({ ...trouble, tries: 2 });
      expect(subscription.troubles).toHaveLength(1);

      mended = true;
      await until(() => listener.handled.length === 1);
      await first;
      await underTest().publish('k', [2]);
      await until(() => listener.handled.length === 2);
      expect(subscription.troubles).toEqual([]);
    });

    test('of one partition does not hold back the others', async () => {
      const [stuck, free] = keysApart();
      let freed = false;
      const listener = new Listener(({ partition }) => {
        const isStuck = partition === partitionOf(stuck, PARTITIONS) && !freed;
        return isStuck ? Promise.reject(new Error('stuck')) : undefined;
      });
      await underTest().listen(listener);

      const first = underTest().publish(stuck, [1]);
      await until(() => listener.troubled.length > 0);
      await underTest().publish(free, [2]);
      await until(() => listener.handled.length === 1);
      expect(listener.numbers).toEqual([2]);
      freed = true;
      await until(() => listener.handled.length === 2);
      await first;

      expect(listener.numbers).toEqual([2, 1]);
    });

    test('of one group does not reach another', async () => {
      let rejections = 2;
      const failing = new Listener(() =>
        rejections-- > 0 ? Promise.reject(new Error('once more')) : undefined,
      );
      const other = new Listener();
      await underTest().listen(failing, 'failing');
      await underTest().listen(other, 'other');

      const published = underTest().publish('k', [1]);
      await until(() => failing.handled.length === 1 && other.handled.length === 1);
      await published;

      expect(failing.batches).toHaveLength(3);
      expect(other.batches).toHaveLength(1);
      expect(other.troubled).toEqual([]);
    });

    test('ends with a stop and goes on with the next subscription', async () => {
      const failing = new Listener(() => Promise.reject(new Error('never')));
      const subscription = await underTest().listen(failing);
      const published = underTest().publish('k', [1, 2]);
      await until(() => failing.troubled.length === 2);
      await subscription.stop();
      const tries = failing.batches.length;

      const listener = new Listener();
      await underTest().listen(listener);
      await until(() => listener.handled.length === 2);
      await published;

      expect(listener.numbers).toEqual([1, 2]);
      expect(failing.batches).toHaveLength(tries);
      expect(failing.handled).toEqual([]);
    });
  });
}
