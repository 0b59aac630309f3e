import { randomUUID } from 'node:crypto';
import { DEAD_LETTER, PUBLIC_PARTITIONS } from '@gifting/contracts';
import { describeOnEngine, kafkaEngine } from '@gifting/testing';
import { ConfigResourceTypes, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { describeBus } from '../bus.contract';
import type { Bus, DeliveryBatch } from '../bus.port';
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

const silent = { log: () => {}, error: () => {}, warn: () => {} };

const event = numberedEvent(1);

/** Some keys in every partition. */
const KEYS = range(0, 16).map((index) => `wallet-${index}`);

describeOnEngine('kafka-bus.e2e', kafkaEngine, (url) => {
  const brokers = () => url().split(',');
  const openBus = () => openKafkaBus({ brokers: brokers(), clientId: 'test', logger: silent });
  const client = () => new Kafka({ brokers: brokers(), logLevel: logLevel.NOTHING });
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describeBus('KafkaBus', async () => {
    const bus = await openBus();
    const foreign = client().producer();
    await foreign.connect();
    return {
      bus,
      publishRaw: async (topic, key, bytes, headers) => {
        await foreign.send({ topic, messages: [{ key: key ?? null, value: bytes, headers }] });
      },
      close: async () => {
        await bus.close();
        await foreign.disconnect();
      },
    };
  });

  describe('KafkaBus', () => {
    let topic: string;
    let bus: Bus;
    let other: Bus;

    beforeEach(async () => {
      topic = `kafka.${randomUUID()}`;
      [bus, other] = [await openBus(), await openBus()];
      for (const each of [bus, other]) {
        await each.ensureTopics([{ name: topic, partitions: PARTITIONS }]);
      }
    }, PATIENCE_MS);
    afterEach(async () => {
      await Promise.all([bus.close(), other.close()]);
    }, PATIENCE_MS);

    const listen = (on: Bus, { handle, onTrouble }: Pick<Listener, 'handle' | 'onTrouble'>) =>
      on.subscribe({ topic, group: 'members', handle, onTrouble });
    const publish = (key: string, ...numbers: number[]) =>
      bus.publish(numbers.map((n) => ({ topic, key, event: numberedEvent(n) })));

    test('writes CloudEvents in binary mode, uncompressed, for every client to read', async () => {
      await publish('wallet-ana', 7);

      const [message] = await readRaw(topic, 1);

      const headers = Object.entries(message?.headers ?? {}).map(([name, value]) => [
        name,
        String(value),
      ]);
      expect(Object.fromEntries(headers)).toEqual({
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'event-7',
        ce_source: '/contract',
        ce_type: 'Numbered',
      });
      expect(String(message?.key)).toBe('wallet-ana');
      expect(String(message?.value)).toBe('{"n":7}');
    });

    test('makes topics that keep everything, and dead letters for 30 days', async () => {
      await bus.ensureTopics([{ name: DEAD_LETTER, partitions: PUBLIC_PARTITIONS }]);

      expect(await configOf(topic)).toMatchObject({
        'cleanup.policy': 'delete',
        'retention.ms': '-1',
        'retention.bytes': '-1',
        'unclean.leader.election.enable': 'false',
      });
      expect(await configOf(DEAD_LETTER)).toMatchObject({ 'retention.ms': '2592000000' });
    });

    test('makes topics though several processes make the same ones at once', async () => {
      const topics = range(0, 11).map((n) => ({ name: `${topic}.${n}`, partitions: 8 }));
      const third = await openBus();
      await Promise.all([bus, other, third].map((each) => each.ensureTopics(topics)));
      await third.publish(topics.map(({ name }) => ({ topic: name, key: 'k', event })));
      await third.close();
    });

    test('opens a consumer again that kafkajs has ended for good', async () => {
      // An error out of onTrouble is one that this bus does not catch.
      let troubles = 0;
      let failing = true;
      const listener = new Listener(() =>
        failing ? Promise.reject(new Error('not yet')) : undefined,
      );
      const subscription = await listen(bus, {
        handle: listener.handle,
        onTrouble: () => {
          troubles += 1;
          if (troubles === 1) throw new TypeError('ends the consumer');
        },
      });

      await publish('k', 1);
      await until(() => subscription.troubles.some(({ partition }) => partition === undefined));
      const trouble = subscription.troubles.find(({ partition }) => partition === undefined);
      await until(() => troubles > 1);
      failing = false;
      await until(() => listener.handled.length === 1);

      expect(trouble).toMatchObject({ topic, partition: undefined, tries: 1 });
      expect(String(trouble?.error)).toMatch(/ends the consumer/);
      await publish('k', 2);
      await until(() => listener.handled.length === 2);
      expect(subscription.troubles).toEqual([]);
    });

    test('shares the partitions among the members of a group, come and go', async () => {
      const [first, second] = [new Listener(), new Listener()];
      await listen(bus, first);
      const sent = new Map<string, number[]>(KEYS.map((key) => [key, []]));
      let n = 0;
      const publishToAll = async () => {
        n += 1;
        for (const [key, numbers] of sent) {
          numbers.push(n);
          await publish(key, n);
        }
      };
      const publishUntil = async (condition: () => boolean) => {
        for (let rounds = 0; !condition() && rounds < 1_000; rounds++) await publishToAll();
        expect(condition()).toBe(true);
      };

      await publishUntil(() => first.handled.length > 20);
      const joining = listen(other, second);
      await publishUntil(() => second.handled.length > 20);
      await (
        await joining
      ).caughtUp;
      const alone = first.handled.length;
      await publishUntil(() => first.handled.length > alone);
      await other.close();
      const left = second.handled.length;
      await publishUntil(() => keysOf(first.handled.slice(alone)).size === KEYS.length);
      await until(() => {
        const numbers = first.handled.filter((each) => numberOf(each) === n);
        return keysOf(numbers).size === KEYS.length;
      });

      expect(second.handled).toHaveLength(left);
      for (const [key, numbers] of sent) {
        // Both lists by offset, for a batch may be handled by both of them.
        const arrived = [...first.handled, ...second.handled]
          .filter((each) => each.key === key)
          .toSorted((a, b) => Number(a.offset) - Number(b.offset))
          .map(numberOf);
        expect([...new Set(arrived)]).toEqual(numbers);
        // What a member handled by itself is in order, repetitions apart.
        for (const { handled } of [first, second]) {
          const own = handled
            .filter((each) => each.key === key)
            .map((each) => Number(numberOf(each)));
          const firstTime = [...new Set(own)];
          expect(firstTime).toEqual(firstTime.toSorted((a, b) => a - b));
        }
      }
    });

    test('gives the trouble of a partition away with it, and does not wait for it', async () => {
      const failing = new Listener(() => Promise.reject(new Error('never here')));
      const mine = await listen(bus, failing);
      for (const key of KEYS) await publish(key, 1);
      await until(() => mine.troubles.length === PARTITIONS);

      const helping = new Listener();
      const theirs = await listen(other, helping);
      await theirs.caughtUp;
      await until(() => partitionsOf(helping.batches).size === PARTITIONS / 2);
      await until(() => mine.troubles.length === PARTITIONS / 2);

      const helped = partitionsOf(helping.batches);
      expect(mine.troubles.filter(({ partition }) => helped.has(partition ?? -1))).toEqual([]);
      expect(theirs.troubles).toEqual([]);
    });
  });

  async function readRaw(topic: string, count: number): Promise<KafkaMessage[]> {
    const consumer = client().consumer({ groupId: randomUUID() });
    const messages: KafkaMessage[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => void messages.push(message) });
    await until(() => messages.length >= count);
    await consumer.disconnect();
    return messages;
  }

  async function configOf(name: string): Promise<Record<string, string>> {
    const admin = client().admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name }],
    });
    await admin.disconnect();
    const entries = resources[0]?.configEntries ?? [];
    return Object.fromEntries(
      entries.map(({ configName, configValue }) => [configName, configValue]),
    );
  }
});

const keysOf = (deliveries: readonly { key: string | undefined }[]) =>
  new Set(deliveries.map(({ key }) => key));
const partitionsOf = (batches: readonly DeliveryBatch[]) =>
  new Set(batches.map(({ partition }) => partition));
