import { isUtf8 } from 'node:buffer';
import type { LoggerService } from '@nestjs/common';
import type { Admin, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import {
  BusClosed,
  type Delivery,
  type DeliveryBatch,
  MAX_BATCH_DELIVERIES,
  type Subscribe,
  type Subscription,
  type Trouble,
} from '../bus.port';
import { readDelivery } from '../cloud-event-headers';
import { retryPause } from '@gifting/event-store';
import { Troubles } from '../troubles';
import { CatchUp } from './catch-up';

const HEARTBEAT_MS = 3_000;

export interface KafkaConnection {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly logger: LoggerService;
}

/**
 * `{group}.{topic}`. All members of a Kafka group must take the same topics, or kafkajs leaves those
 * of all but one member unassigned; and a slow topic shall not hold back the others.
 */
export const kafkaGroupOf = ({ group, topic }: Pick<Subscribe, 'group' | 'topic'>): string =>
  `${group}.${topic}`;

/** A batch that was rejected: where it begins and how many messages it has. */
interface RejectedBatch {
  readonly offset: string;
  readonly size: number;
}

/**
 * One topic for one group, through a kafkajs consumer of its own that is opened again whenever it
 * ends. An error of the handler never reaches kafkajs, for several kinds would end the consumer.
 */
export class KafkaSubscription implements Subscription {
  readonly caughtUp: Promise<void>;
  readonly #failing: Troubles;
  readonly #catchUp: CatchUp;
  readonly #rejected = new Map<number, RejectedBatch>();
  readonly #stopping = new AbortController();
  #consumer: Consumer | undefined;
  #opening: Promise<void> = Promise.resolve();
  #disconnected = false;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly subscribe: Subscribe,
    /** Of the topic. */
    private readonly partitions: number,
  ) {
    this.#failing = new Troubles(subscribe.topic);
    this.#catchUp = new CatchUp(
      connection.admin,
      subscribe.topic,
      this.#groupId,
      this.#stopping.signal,
    );
    this.caughtUp = this.#catchUp.done;
  }

  get troubles(): readonly Trouble[] {
    return this.#failing.list;
  }

  /** Whether the group may subscribe again in this process. */
  get stopped(): boolean {
    return this.#disconnected;
  }

  /** Rejects when the brokers cannot be reached; afterwards the consumer is kept open. */
  async start(): Promise<void> {
    await this.#catchUp.begin();
    if (this.#stopping.signal.aborted) throw new BusClosed();
    this.#opening = this.#open();
    await this.#opening;
  }

  async stop(): Promise<void> {
    if (this.#disconnected) return;
    this.#stopping.abort();
    // A consumer that is stopped while it joins its group would go on afterwards.
    await this.#opening.catch(() => undefined);
    await this.#consumer?.disconnect();
    this.#disconnected = true;
  }

  get #groupId(): string {
    return kafkaGroupOf(this.subscribe);
  }

  async #open(): Promise<void> {
    const { topic } = this.subscribe;
    const consumer = this.connection.kafka.consumer({
      groupId: this.#groupId,
      allowAutoTopicCreation: false,
      // So long a group waits for a member that died; a handler may take longer, see `#handle`.
      sessionTimeout: 10_000,
      rebalanceTimeout: 60_000,
      heartbeatInterval: HEARTBEAT_MS,
      // Also the longest time until a paused partition is looked at again, or a stop is heeded.
      maxWaitTimeInMs: 250,
      maxBytesPerPartition: 1024 * 1024,
      maxBytes: 8 * 1024 * 1024,
      // kafkajs starts again only after some errors; we do after all of them.
      retry: { retries: 5, restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = consumer.events;
    consumer.on(GROUP_JOIN, ({ payload }) => this.#joined(payload.memberAssignment[topic]));
    consumer.on(CRASH, ({ payload }) => this.#reopenAfter(payload.error));
    consumer.on(END_BATCH_PROCESS, ({ payload }) => {
      // Only marks of somebody's transactions: kafkajs passes over them by itself.
      if (payload.batchSize === 0) this.#handledUpTo(payload.partition, payload.lastOffset);
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: this.partitions,
        eachBatch: (payload) => this.#take(payload),
      });
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  #reopenAfter(error: unknown): void {
    if (!this.#stopping.signal.aborted) this.#opening = this.#reopen(error);
  }

  async #reopen(crash: unknown): Promise<void> {
    for (let error = crash; ;) {
      const tries = this.#failing.raise(undefined, error);
      this.connection.logger.error(
        `consumer of ${this.#groupId} ended (${tries}): ${String(error)}`,
      );
      await retryPause(tries, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      try {
        return await this.#open();
      } catch (again) {
        error = again;
      }
    }
  }

  #joined(assigned: readonly number[] = []): void {
    this.#failing.clear(undefined);
    this.#failing.keepOnly(assigned);
    void this.#catchUp.assigned(assigned);
  }

  /** Hands over what kafkajs fetched of one partition, in batches of the size that the port allows. */
  async #take(payload: EachBatchPayload): Promise<void> {
    const { partition, messages } = payload.batch;
    for (let from = 0; payload.isRunning();) {
      const first = messages[from];
      if (first === undefined) return;
      const taken = messages.slice(from, from + this.#sizeOfBatch(partition, first));
      const batch = { topic: this.subscribe.topic, partition, deliveries: taken.map(toDelivery) };
      if (!(await this.#handle(batch, payload))) return;
      from += taken.length;
      const last = messages[from - 1] ?? first;
      // kafkajs commits the offset behind it when this method ends.
      payload.resolveOffset(last.offset);
      const atEnd = from === messages.length;
      this.#handledUpTo(partition, atEnd ? payload.batch.lastOffset() : last.offset);
    }
  }

  /** A rejected batch comes again with the same messages, though more may wait behind it by now. */
  #sizeOfBatch(partition: number, first: KafkaMessage): number {
    const rejected = this.#rejected.get(partition);
    return rejected?.offset === first.offset ? rejected.size : MAX_BATCH_DELIVERIES;
  }

  async #handle(batch: DeliveryBatch, payload: EachBatchPayload): Promise<boolean> {
    // When the heartbeat says that the group rebalances, kafkajs hears it again after the batch.
    const beat = () => void payload.heartbeat().catch(() => undefined);
    const heartbeats = setInterval(beat, HEARTBEAT_MS);
    try {
      await this.subscribe.handle(batch);
      this.#rejected.delete(batch.partition);
      this.#failing.clear(batch.partition);
      return true;
    } catch (error) {
      this.#holdBack(batch, error, payload);
      return false;
    } finally {
      clearInterval(heartbeats);
    }
  }

  /** The offset does not move, so after the pause the same messages are fetched again. */
  #holdBack(batch: DeliveryBatch, error: unknown, payload: EachBatchPayload): void {
    const { partition, deliveries } = batch;
    const offset = deliveries[0]?.offset ?? '';
    this.#rejected.set(partition, { offset, size: deliveries.length });
    const tries = this.#failing.raise(partition, error);
    const resume = payload.pause();
    void retryPause(tries, this.#stopping.signal).then(resume);
    this.subscribe.onTrouble(error, batch, tries);
  }

  #handledUpTo(partition: number, lastOffset: string): void {
    this.#catchUp.reached(partition, BigInt(lastOffset) + 1n);
  }
}

function toDelivery({ offset, key, value, headers = {} }: KafkaMessage): Delivery {
  // A key that is no text names no stream, so it is none.
  const readable = key !== null && isUtf8(key) ? key.toString('utf8') : undefined;
  return readDelivery(offset, readable, headers, value ?? Buffer.alloc(0));
}
