import { DEAD_LETTER } from '@gifting/contracts';
import { describeBus } from '../bus.contract';
import { BusClosed, type DeliveryBatch } from '../bus.port';
import {
  Gate,
  keysApart,
  Listener,
  numberedEvent,
  numberOf,
  PARTITIONS,
  range,
  someTurns,
  until,
} from '../contract/test-bed.contract';
import { EmbeddedBus } from './embedded-bus';

describeBus('EmbeddedBus', async () => {
  const bus = new EmbeddedBus();
  return {
    bus,
    publishRaw: (topic, key, bytes, headers) => bus.publishRaw(topic, key, bytes, headers),
    close: () => bus.close(),
  };
});

describe('EmbeddedBus', () => {
  const topic = 'feed';
  let bus: EmbeddedBus;

  beforeEach(async () => {
    bus = new EmbeddedBus({ pause: someTurns });
    await bus.ensureTopics([
      { name: topic, partitions: PARTITIONS },
      { name: DEAD_LETTER, partitions: 1 },
    ]);
  });
  afterEach(() => bus.close());

  const publish = (key: string, ...numbers: readonly number[]) =>
    bus.publish(numbers.map((n) => ({ topic, key, event: numberedEvent(n) })));

  const listen = (listener: Listener, group = 'group', to = topic) =>
    bus.subscribe({ topic: to, group, handle: listener.handle, onTrouble: listener.onTrouble });

  it('resolves a publish call when every group has resolved all its messages', async () => {
    const [here, there] = keysApart();
    const gates = { first: new Gate(), second: new Gate() };
    const first = new Listener(() => gates.first.passed);
    const second = new Listener(() => gates.second.passed);
    await listen(first, 'first');
    await listen(second, 'second');

    let resolved = false;
    const published = bus
      .publish([here, there].map((key) => ({ topic, key, event: numberedEvent(1) })))
      .then(() => (resolved = true));
    gates.first.open();
    await until(() => first.handled.length === 2 && second.batches.length === 2);
    await someTurns();
    expect(resolved).toBe(false);
    gates.second.open();
    await published;
  });

  it('drops what nobody hears', async () => {
    expect(bus.isHeard(topic)).toBe(false);
    expect(bus.isHeard('unknown')).toBe(false);
    await publish('k', 1);

    const listener = new Listener();
    await listen(listener);
    await publish('k', 2);

    expect(bus.isHeard(topic)).toBe(true);
    expect(listener.numbers).toEqual([2]);
  });

  it('shares one event among all groups', async () => {
    const [first, second] = [new Listener(), new Listener()];
    await listen(first, 'first');
    await listen(second, 'second');
    const event = numberedEvent(1);

    await bus.publish([{ topic, key: 'k', event }]);

    expect(first.handled[0]?.event).toBe(event);
    expect(second.handled[0]?.event).toBe(event);
  });

  it('hands over as one batch all that came while the last one was handled', async () => {
    const gate = new Gate();
    const listener = new Listener(() => gate.passed);
    await listen(listener);

    const published = [publish('k', 0)];
    await until(() => listener.batches.length === 1);
    for (const n of range(1, 200)) published.push(publish('k', n));
    gate.open();
    await Promise.all(published);

    expect(listener.batches.map(({ deliveries }) => deliveries.length)).toEqual([1, 199]);
  });

  it('handles several partitions at the same time', async () => {
    const [here, there] = keysApart();
    const bothUnderWay = new Gate();
    const seen: DeliveryBatch[] = [];
    const listener = new Listener(async (batch) => {
      seen.push(batch);
      if (seen.length === 2) bothUnderWay.open();
      await bothUnderWay.passed;
    });
    await listen(listener);

    await Promise.all([publish(here, 1), publish(there, 2)]);

    expect(new Set(seen.map(({ partition }) => partition)).size).toBe(2);
  });

  it('rejects at its end the publish calls that still wait, and only those', async () => {
    const listener = new Listener(() => Promise.reject(new Error('never')));
    const done = new Listener();
    await listen(listener, 'failing');
    await listen(done, 'other');
    const waiting = publish('k', 1);
    const outcome = expect(waiting).rejects.toThrow(BusClosed);
    await until(() => listener.troubled.length > 0);

    await bus.close();
    await outcome;

    expect(done.handled.map(numberOf)).toEqual([1]);
    await expect(bus.publish([{ topic, key: 'k', event: numberedEvent(2) }])).rejects.toThrow(
      BusClosed,
    );
  });

  it('lets the batch under way end before it closes', async () => {
    const gate = new Gate();
    const listener = new Listener(() => gate.passed);
    await listen(listener);
    const published = publish('k', 1);
    await until(() => listener.batches.length === 1);

    const closing = bus.close();
    gate.open();
    await Promise.all([closing, published]);

    expect(listener.numbers).toEqual([1]);
  });

  it('keeps the last dead letters where nobody hears them', async () => {
    const letter = (n: number) => ({
      topic,
      key: undefined,
      bytes: Buffer.from(String(n)),
      reason: 'no key',
    });
    for (const n of range(0, 1_003)) await bus.deadLetter(letter(n));

    expect(bus.deadLetters).toEqual(range(3, 1_003).map(letter));

    const listener = new Listener();
    await listen(listener, 'auditors', DEAD_LETTER);
    await bus.deadLetter(letter(9_999));

    expect(bus.deadLetters).toHaveLength(1_000);
    expect(listener.handled.map(({ event }) => event?.data.bytes)).toEqual(['OTk5OQ==']);
  });
});
