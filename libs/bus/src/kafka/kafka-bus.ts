import { DEAD_LETTER } from '@gifting/contracts';
import {
  Bus,
  BusClosed,
  BusTopicUnknown,
  type DeadLetter,
  type OutgoingMessage,
  type Subscribe,
  type Subscription,
  type Topic,
} from '../bus.port';
import type { CloudEvent } from '../cloud-event';
import { toBinaryMessage } from '../cloud-event-headers';
import { deadLetterEvent } from '../dead-letter';
import { partitionOf } from '../partitioner';
import { KafkaProducer, type PlacedMessage } from './kafka-producer';
import { type KafkaConnection, kafkaGroupOf, KafkaSubscription } from './kafka-subscription';
import { ensureKafkaTopics } from './kafka-topics';

/** The bus of a cluster: Apache Kafka through kafkajs. One for each process. */
export class KafkaBus extends Bus {
  /** More would only queue here: one request is under way at a time, see `KafkaProducer`. */
  override readonly maxInFlight = 1;
  override readonly staysInProcess = false;
  readonly #producer: KafkaProducer;
  /** Partition counts by topic, as checked at start. */
  readonly #topics = new Map<string, number>();
  readonly #subscriptions = new Map<string, KafkaSubscription>();
  #closed = false;

  /** The connection is closed with the bus. */
  constructor(private readonly connection: KafkaConnection) {
    super();
    this.#producer = new KafkaProducer(connection.kafka);
  }

  override async ensureTopics(topics: readonly Topic[]): Promise<void> {
    await ensureKafkaTopics(this.connection.admin, topics);
    for (const { name, partitions } of topics) this.#topics.set(name, partitions);
  }

  /** Other processes and other programs may read any topic. */
  override isHeard(): boolean {
    return true;
  }

  override async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.#producer.send(
      messages.map(({ topic, key, event }) => this.#place(topic, key, event)),
    );
  }

  override async subscribe(subscribe: Subscribe): Promise<Subscription> {
    const { topic, group } = subscribe;
    const partitions = this.#partitionsOf(topic);
    const groupId = kafkaGroupOf(subscribe);
    if (this.#subscriptions.get(groupId)?.stopped === false) {
      throw new Error(`group ${group} has already subscribed to ${topic}`);
    }
    const subscription = new KafkaSubscription(this.connection, subscribe, partitions);
    this.#subscriptions.set(groupId, subscription);
    try {
      await subscription.start();
    } catch (error) {
      await subscription.stop();
      throw error;
    }
    return subscription;
  }

  override async deadLetter(letter: DeadLetter): Promise<void> {
    const event = deadLetterEvent(letter);
    await this.#producer.send([this.#place(DEAD_LETTER, letter.key, event)]);
  }

  override async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#subscriptions.values()].map((subscription) => subscription.stop()));
    await this.#producer.close();
    await this.connection.admin.disconnect();
  }

  #place(topic: string, key: string | undefined, event: CloudEvent): PlacedMessage {
    const partitions = this.#partitionsOf(topic);
    const { headers, body } = toBinaryMessage(event);
    // A message without a key has no order to keep.
    const partition = key === undefined ? 0 : partitionOf(key, partitions);
    return { topic, message: { key: key ?? null, partition, headers, value: body } };
  }

  #partitionsOf(topic: string): number {
    if (this.#closed) throw new BusClosed();
    const partitions = this.#topics.get(topic);
    if (partitions === undefined) throw new BusTopicUnknown(topic);
    return partitions;
  }
}
