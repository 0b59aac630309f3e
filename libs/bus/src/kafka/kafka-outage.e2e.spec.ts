import { randomUUID } from 'node:crypto';
import { describeSkipped, type RestartableKafka, startKafka } from '@gifting/testing';
import type { Bus, Subscription } from '../bus.port';
import {
  Listener,
  numberedEvent,
  numberOf,
  PARTITIONS,
  PATIENCE_MS,
  range,
  until,
} from '../contract/test-bed.contract';
import { openKafkaBus } from './open-kafka-bus';

const SUITE = 'kafka-outage.e2e';
const OUTAGE_PATIENCE_MS = 3 * PATIENCE_MS;
const KEYS = range(0, 10).map((index) => `wallet-${index}`);
const silent = { log: () => {}, error: () => {}, warn: () => {} };

// A broker of its own, for others must not see it die.
const script = process.env.KAFKA_ENGINE;
if (script) describeOutages(script);
else describeSkipped(SUITE, 'no KAFKA_ENGINE');

function describeOutages(kafka: string): void {
  describe(SUITE, () => {
    let engine: RestartableKafka;
    let bus: Bus;
    let topic: string;
    let listener: Listener;
    let subscription: Subscription;

    const test = (name: string, body: () => Promise<void>) => it(name, body, OUTAGE_PATIENCE_MS);

    beforeAll(async () => {
      engine = await startKafka(kafka);
    }, OUTAGE_PATIENCE_MS);
    afterAll(() => engine.stop(), OUTAGE_PATIENCE_MS);

    beforeEach(async () => {
      await engine.run('resume');
      bus = await openKafkaBus({ brokers: [engine.url], clientId: 'outage', logger: silent });
      topic = `outage.${randomUUID()}`;
      await bus.ensureTopics([{ name: topic, partitions: PARTITIONS }]);
      listener = new Listener();
      const { handle, onTrouble } = listener;
      subscription = await bus.subscribe({ topic, group: 'group', handle, onTrouble });
    }, OUTAGE_PATIENCE_MS);
    afterEach(() => bus.close(), OUTAGE_PATIENCE_MS);

    test('loses nothing and keeps the order when brokers die under load', async () => {
      const publisher = new Publisher(bus, topic, listener);
      const handled = () => new Set(listener.numbers).size;
      for (const _ of range(0, 2)) {
        const before = handled();
        await until(() => handled() > before + 500);
        await engine.run('kill');
        await engine.run('resume');
      }
      const acknowledged = await publisher.stop();
      await until(() => handled() >= acknowledged.length);

      expectComplete(listener, acknowledged);
    });

    test('goes on after an outage that is longer than its patience', async () => {
      const publisher = new Publisher(bus, topic, listener);
      await until(() => listener.handled.length > 100);
      await engine.run('kill');
      await until(() => publisher.rejections > 0);
      await until(() => subscription.troubles.some(({ partition }) => partition === undefined));
      await engine.run('resume');
      await until(() => subscription.troubles.length === 0);
      const acknowledged = await publisher.stop();
      await until(() => new Set(listener.numbers).size >= acknowledged.length);

      expectComplete(listener, acknowledged);
    });

    test('closes though no broker answers', async () => {
      await bus.publish([{ topic, key: 'k', event: numberedEvent(1) }]);
      await engine.run('kill');
      const rejected = expect(
        bus.publish([{ topic, key: 'k', event: numberedEvent(2) }]),
      ).rejects.toThrow();

      await bus.close();
      await rejected;
    });
  });
}

/** How far the publisher may be ahead, so that a test ends soon after an outage. */
const MOST_UNHANDLED = 5_000;

/** Publishes as a relay does: one call at a time, and each again until it is acknowledged. */
class Publisher {
  rejections = 0;
  #stopping = false;
  readonly #running: Promise<number[]>;

  constructor(
    private readonly bus: Bus,
    private readonly topic: string,
    private readonly listener: Listener,
  ) {
    this.#running = this.#run();
  }

  /** Resolves with the numbers that were acknowledged, in order. */
  stop(): Promise<number[]> {
    this.#stopping = true;
    return this.#running;
  }

  async #run(): Promise<number[]> {
    const acknowledged: number[] = [];
    while (!this.#stopping) {
      await until(() => acknowledged.length - this.listener.handled.length < MOST_UNHANDLED);
      const numbers = range(acknowledged.length, acknowledged.length + 20);
      const messages = numbers.map((n) => ({
        topic: this.topic,
        key: keyOf(n),
        event: numberedEvent(n),
      }));
      while (!(await this.#published(messages)));
      acknowledged.push(...numbers);
    }
    return acknowledged;
  }

  async #published(messages: Parameters<Bus['publish']>[0]): Promise<boolean> {
    try {
      await this.bus.publish(messages);
      return true;
    } catch {
      this.rejections += 1;
      return false;
    }
  }
}

const keyOf = (n: number): string => KEYS[n % KEYS.length] ?? '';

/** Every number arrived, and for the first time behind the smaller ones of its key. */
function expectComplete(listener: Listener, numbers: readonly number[]): void {
  for (const key of KEYS) {
    const arrived = listener.handled.filter((each) => each.key === key).map(numberOf);
    expect([...new Set(arrived)]).toEqual(numbers.filter((n) => keyOf(n) === key));
  }
}
