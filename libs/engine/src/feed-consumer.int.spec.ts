import { readWholeStream } from './stream-state';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Delivery, DeliveryBatch } from '@gifting/bus';
import { openEmbeddedBus } from '@gifting/bus/adapters';
import { DEAD_LETTER } from '@gifting/contracts';
import { type EventStore, sealEvents } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { type Decider, type DomainEvent, type Position, refuse, START } from '@gifting/kernel';
import { SystemClock } from './clock';
import { AnsweredBefore } from './answered-before';
import { CommandHandler } from './command-handler';
import { FeedConsumer } from './feed-consumer';
import { ignore, type StreamKind } from './stream-kind';
import { StreamCache } from './stream-cache';

/** A stream that adds numbers up: order does not matter, but every number must count exactly once. */
type Added = DomainEvent<'Added', { readonly amount: number; readonly sum: number }>;
type Add = { readonly amount: number };

const sums: Decider<Add, Added, number> = {
  initial: 0,
  decide: ({ amount }, sum) => {
    if (amount === 13) throw new Error('thirteen cannot be handled');
    if (amount === 0) return [];
    if (amount < 0) return refuse('validation', 'only upwards');
    return [{ type: 'Added', schemaVersion: 1, data: { amount, sum: sum + amount } }];
  },
  evolve: (_, event) => event.data.sum,
};

const target: StreamKind<Add, Added, number> = {
  category: 'sum',
  decider: sums,
  commandOf: ({ data, type }) =>
    String(type) === 'Ignored'
      ? ignore('not for sums')
      : { amount: Number((data as unknown as Add).amount) },
};

/** How one more batch is cut and who handles it. */
interface Turn {
  readonly again: number;
  readonly size: number;
  readonly fresh: boolean;
  readonly startedAt: number;
}

const STORE = 'store.1';

const delivery = (
  position: number,
  key: string,
  amount: number,
  { producer = 'gift', type = 'Add', schemaversion = '1', store = STORE } = {},
): Delivery => ({
  offset: String(position),
  key,
  event: {
    id: `event-${position}`,
    source: `/gifting/${producer}`,
    type,
    time: '2026-11-01T12:00:00.000Z',
    data: { amount },
    extensions: { position: String(position), schemaversion, store },
  },
});

const batchOf = (deliveries: readonly Delivery[]): DeliveryBatch => ({
  topic: 'gifting.sum-feed.v1',
  partition: 0,
  deliveries,
});

describe('FeedConsumer', () => {
  let dir: string;
  let store: EventStore;
  let streams = 0;
  const bus = openEmbeddedBus();

  /** One that has just started, by default on a store whose head lies behind all that is sent here. */
  const consumer = (startedAt = '1000000' as Position) =>
    consumerOf(target, new StreamCache(store, 1_000), new AnsweredBefore(store, startedAt));
  const consumerOf = (
    kind: StreamKind<Add, Added, number>,
    cache: StreamCache,
    answered?: AnsweredBefore,
  ) => {
    const clock = new SystemClock();
    const handler = new CommandHandler({ streams: store, clock, cache });
    return new FeedConsumer({
      bus,
      handler,
      clock,
      kinds: [kind],
      ...(answered === undefined ? {} : { answered }),
    });
  };
  const freshStream = () => `sum-${(streams += 1)}`;

  async function eventsOf(stream: string) {
    const events = [];
    for await (const event of readWholeStream(store, stream)) events.push(event);
    return events;
  }
  const dataOf = async (stream: string) =>
    (await eventsOf(stream)).map(({ type, data }) =>
      type === 'Added' ? data.amount : `${type} ${String(data.reason)}`,
    );

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'feed-consumer-'));
    store = await openEmbeddedEventStore({ dir });
    await bus.ensureTopics([{ name: DEAD_LETTER, partitions: 1 }]);
  });

  afterAll(async () => {
    await store.close();
    await bus.close();
    await rm(dir, { recursive: true });
  });

  it('records with each effect the message that it answers', async () => {
    const stream = freshStream();
    await consumer().handle(batchOf([delivery(7, stream, 5)]));
    const [event] = await eventsOf(stream);
    expect(event?.data).toEqual({ amount: 5, sum: 5 });
    expect(event?.metadata.source).toEqual({ position: '7', producer: 'gift', store: STORE });
    expect((event?.metadata.recordedAt ?? '') >= '2026-11-01T12:00:00.000Z').toBe(true);
  });

  it('takes a message at or below the watermark of its producer for a duplicate', async () => {
    const stream = freshStream();
    const one = consumer();
    await one.handle(batchOf([delivery(7, stream, 5), delivery(9, stream, 6)]));
    await one.handle(
      batchOf([delivery(7, stream, 5), delivery(8, stream, 1), delivery(9, stream, 6)]),
    );
    // Another process has no memory of it, only the stream.
    await consumer().handle(batchOf([delivery(9, stream, 6), delivery(10, stream, 7)]));
    expect(await dataOf(stream)).toEqual([5, 6, 7]);
  });

  it('does not keep at hand what is finished, and still knows its duplicates', async () => {
    const stream = freshStream();
    const cache = new StreamCache(store, 1_000);
    const finishing = { ...target, isFinished: () => true };
    const one = consumerOf(finishing, cache);
    await one.handle(batchOf([delivery(7, stream, 5)]));
    expect(cache.peek(stream)).toBeUndefined();
    await one.handle(batchOf([delivery(7, stream, 5), delivery(8, stream, 6)]));
    expect(await dataOf(stream)).toEqual([5, 6]);
  });

  it('folds no stream for messages that its end shows to be answered', async () => {
    const stream = freshStream();
    const messages = Array.from({ length: 30 }, (_, at) => delivery(at + 1, stream, 1));
    await consumer().handle(batchOf(messages));
    const readStream = jest.spyOn(store, 'readStream');

    await consumer().handle(batchOf(messages));

    expect(readStream.mock.calls).toEqual([[stream, { backwards: true, limit: 2 }]]);
    readStream.mockClear();

    // What comes for the first time is looked at once, by the fold.
    await consumer(START).handle(batchOf([delivery(31, stream, 2)]));
    expect(readStream.mock.calls.every(([, read]) => read?.backwards !== true)).toBe(true);
    readStream.mockRestore();
    expect((await dataOf(stream)).slice(-2)).toEqual([1, 2]);
  });

  it('folds the stream where its end is silent of a producer', async () => {
    const stream = freshStream();
    const early = delivery(1, stream, 5, { producer: 'payout' });
    await consumer().handle(batchOf([early]));
    const late = Array.from({ length: 10 }, (_, at) => delivery(at + 1, stream, 1));
    await consumer().handle(batchOf(late));

    await consumer().handle(batchOf([early, delivery(2, stream, 6, { producer: 'payout' })]));

    expect(await dataOf(stream)).toEqual([5, ...late.map(() => 1), 6]);
  });

  it('tells from the end what the fold would tell, where the store has begun a new history', async () => {
    const stream = freshStream();
    await consumer().handle(batchOf([delivery(9, stream, 1)]));
    await consumer().handle(batchOf([delivery(3, stream, 2, { store: 'store.2' })]));

    await consumer().handle(batchOf([delivery(5, stream, 3)]));

    expect(await dataOf(stream)).toEqual([1, 2, 3]);
  });

  it('keeps one watermark for each producer', async () => {
    const stream = freshStream();
    const one = consumer();
    await one.handle(batchOf([delivery(7, stream, 5, { producer: 'gift' })]));
    await one.handle(batchOf([delivery(3, stream, 6, { producer: 'payout' })]));
    expect(await dataOf(stream)).toEqual([5, 6]);
  });

  it('leaves a note where a message changes nothing, so that the watermark moves', async () => {
    const stream = freshStream();
    const one = consumer();
    const messages = [
      delivery(1, stream, 0),
      delivery(2, stream, -1),
      delivery(3, stream, 4, { type: 'Ignored' }),
    ];
    await one.handle(batchOf(messages));
    await one.handle(batchOf(messages));
    expect(await dataOf(stream)).toEqual([
      'MessageNoted nothing-to-do',
      'MessageNoted validation',
      'MessageNoted not for sums',
    ]);
  });

  it('stops at a message that cannot be handled, and skips nothing behind it in its key', async () => {
    const [bad, good] = [freshStream(), freshStream()];
    const one = consumer();
    const batch = batchOf([
      delivery(1, bad, 1),
      delivery(2, good, 2),
      delivery(3, bad, 13),
      delivery(4, bad, 4),
      delivery(5, good, 5),
    ]);
    await expect(one.handle(batch)).rejects.toThrow('thirteen cannot be handled');
    await expect(one.handle(batch)).rejects.toThrow('thirteen cannot be handled');
    expect(await dataOf(bad)).toEqual([1]);
    expect(await dataOf(good)).toEqual([2, 5]);
  });

  it('never guesses at a newer version or a foreign stream', async () => {
    const newer = delivery(1, freshStream(), 1, { schemaversion: '2' });
    await expect(consumer().handle(batchOf([newer]))).rejects.toThrow('not known');
    await expect(consumer().handle(batchOf([delivery(1, 'purse-1', 1)]))).rejects.toThrow(
      'purse-1',
    );
  });

  it('sets a message without a key aside, and stops at one that it cannot read', async () => {
    const malformed = { event: undefined, malformed: 'no JSON', bytes: Buffer.from('?') };
    const stream = freshStream();
    await consumer().handle(
      batchOf([{ offset: '1', key: undefined, ...malformed }, delivery(2, stream, 2)]),
    );
    expect(await dataOf(stream)).toEqual([2]);
    const keyed = { offset: '3', key: stream, ...malformed };
    await expect(consumer().handle(batchOf([keyed]))).rejects.toThrow('no JSON');
  });

  it('decides again where somebody else wrote first', async () => {
    const stream = freshStream();
    const one = consumer();
    await one.handle(batchOf([delivery(1, stream, 1)]));
    const foreign = { type: 'Added', schemaVersion: 1, data: { amount: 100, sum: 101 } };
    const recordedAt = new SystemClock().now();
    const foreignAppend = sealEvents(stream, 0, [{ event: foreign, metadata: { recordedAt } }]);
    await store.append([foreignAppend]);
    await one.handle(batchOf([delivery(2, stream, 2)]));
    const events = await eventsOf(stream);
    expect(events.at(-1)?.data).toEqual({ amount: 2, sum: 103 });
    expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2]);
  });

  it('spreads what is too large for one append over several', async () => {
    const stream = freshStream();
    const many = Array.from({ length: 4_000 }, (_, index) => delivery(index + 1, stream, 1));
    await consumer().handle(batchOf(many));
    const events = await eventsOf(stream);
    expect(events).toHaveLength(4_000);
    expect(events.at(-1)?.data.sum).toBe(4_000);
  });

  it('has the same effect whatever is doubled, cut into batches or taken over by another process', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ key: fc.nat(2), amount: fc.nat(12) }), { maxLength: 40 }),
        fc.infiniteStream(
          fc.record({
            again: fc.nat(3),
            size: fc.integer({ min: 1, max: 5 }),
            fresh: fc.boolean(),
            startedAt: fc.nat(30),
          }),
        ),
        async (messages, chaos) => {
          const keys = [freshStream(), freshStream(), freshStream()];
          const sent = messages.map(({ key, amount }, index) =>
            delivery(index + 1, keys[key] ?? '', amount),
          );
          let one = consumer();
          for (let next = 0; next < sent.length;) {
            const { again, fresh, size, startedAt } = chaos.next().value as Turn;
            if (fresh) one = consumer(String(startedAt) as Position);
            // At least once: a batch may begin again before where the last one ended.
            const from = Math.max(0, next - again);
            next = Math.min(sent.length, next + size);
            await one.handle(batchOf(sent.slice(from, next)));
          }
          for (const [index, key] of keys.entries()) {
            const expected = messages.filter((m) => m.key === index && m.amount > 0);
            const added = (await dataOf(key)).filter((amount) => typeof amount === 'number');
            expect(added).toEqual(expected.map(({ amount }) => amount));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('would be caught: a watermark that is not looked at doubles effects', async () => {
    const stream = freshStream();
    await consumer().handle(batchOf([delivery(1, stream, 1)]));
    const blind = { ...delivery(1, stream, 1) } as Extract<Delivery, { event: object }>;
    const elsewhere = { ...blind.event.extensions, store: 'store.2' };
    await consumer().handle(
      batchOf([{ ...blind, event: { ...blind.event, extensions: elsewhere } }]),
    );
    // The same position of another history is another message.
    expect(await dataOf(stream)).toEqual([1, 1]);
  });
});
