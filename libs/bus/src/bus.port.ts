import type { CloudEvent } from './cloud-event';

export interface OutgoingMessage {
  readonly topic: string;
  /** Messages of one key stay in order. In a feed it is the name of the target stream. */
  readonly key: string;
  readonly event: CloudEvent;
}

interface DeliveryPlace {
  /** Orders messages within a partition; digits. */
  readonly offset: string;
  readonly key: string | undefined;
}

/** One message as it arrived. What cannot be read as a CloudEvent is delivered too, with its bytes. */
export type Delivery =
  | (DeliveryPlace & { readonly event: CloudEvent })
  | (DeliveryPlace & {
      readonly event: undefined;
      readonly malformed: string;
      readonly bytes: Buffer;
    });

/** A batch holds at most so many messages. */
export const MAX_BATCH_DELIVERIES = 1_000;

/** What one partition holds ready, in order: one message or more. */
export interface DeliveryBatch {
  readonly topic: string;
  readonly partition: number;
  readonly deliveries: readonly Delivery[];
}

export interface Subscribe {
  readonly topic: string;
  /** Consumer group: every group gets every message once or more. */
  readonly group: string;
  /**
   * Takes a whole batch of one partition. When it resolves, the batch is done; when it rejects, the
   * same batch and all behind it come again after a pause, for ever. Batches of one partition never
   * overlap; those of different partitions may.
   */
  readonly handle: (batch: DeliveryBatch) => Promise<void>;
  /** Told of every rejection, with the number of tries so far, so that readiness can say it. */
  readonly onTrouble: (error: unknown, batch: DeliveryBatch, tries: number) => void;
}

/** What keeps a subscription from going on, as readiness tells it. */
export interface Trouble {
  readonly topic: string;
  /** `undefined` when it is the consumer itself that fails, not a batch. */
  readonly partition: number | undefined;
  readonly error: unknown;
  /** How often it has failed in a row. */
  readonly tries: number;
  /** Of the first failure. */
  readonly since: Date;
}

export interface Subscription {
  /**
   * Resolves when everything that was there at the start has been handled once. Partitions that
   * belong to another member of the group do not count. Stays pending when stopped before.
   */
  readonly caughtUp: Promise<void>;
  /** What is failing now; empty when all is well. A partition given away takes its trouble along. */
  readonly troubles: readonly Trouble[];
  /**
   * Waits for the batches under way and takes no more. What the group has not resolved waits for it:
   * embedded, the publish calls that wait with it reject when the bus closes.
   */
  stop(): Promise<void>;
}

export interface Topic {
  readonly name: string;
  /** Fixed for ever: the partition of a key must never change. */
  readonly partitions: number;
  /**
   * The consumer group of a feed: it gets every message, also those published before it subscribed
   * for the first time. Without it a topic is for whoever happens to listen.
   */
  readonly group?: string;
}

export interface DeadLetter {
  readonly topic: string;
  readonly key: string | undefined;
  readonly bytes: Buffer;
  readonly reason: string;
}

/**
 * Carries messages between services, at least once, in order per key.
 * The abstract class is the injection token; every adapter passes `describeBus`.
 */
export abstract class Bus {
  /** How many calls of `publish` a relay may have in flight. */
  abstract readonly maxInFlight: number;

  /** Whether nobody outside this process hears it, and what it holds ends with the process. */
  abstract readonly staysInProcess: boolean;

  /**
   * Creates missing topics and checks the partition count of those that exist.
   * @throws BusTopicMismatch when a topic has another number of partitions
   */
  abstract ensureTopics(topics: readonly Topic[]): Promise<void>;

  /** Whether anybody can read the topic: a relay need not shape messages that nobody hears. */
  abstract isHeard(topic: string): boolean;

  /**
   * Puts messages at the ends of their topics, in the order given, and resolves when they are safe:
   * with Kafka when all in-sync replicas have them, embedded when their consumers have resolved them.
   * Order per key also holds between calls, in the order in which they were made.
   * When it rejects, any of the messages may have been published.
   * @throws BusTopicUnknown when a topic was not named to `ensureTopics`
   * @throws BusClosed
   */
  abstract publish(messages: readonly OutgoingMessage[]): Promise<void>;

  /**
   * Begins to deliver a topic to a group, from the first message that the group has not resolved.
   * One bus takes a group once per topic; more members are other processes.
   * @throws BusTopicUnknown when the topic was not named to `ensureTopics`
   * @throws BusClosed
   */
  abstract subscribe(subscribe: Subscribe): Promise<Subscription>;

  /**
   * Sets aside a message that can never be handled, on the topic `gifting.dead-letter.v1`, which must
   * have been named to `ensureTopics`. Resolves when it is safe.
   */
  abstract deadLetter(letter: DeadLetter): Promise<void>;

  /** Stops all subscriptions; what is still in flight then resolves or rejects with `BusClosed`. */
  abstract close(): Promise<void>;
}

/** A feed's partition count never changes: more partitions is a new feed version. */
export class BusTopicMismatch extends Error {
  override readonly name = 'BusTopicMismatch';
}

/** Every process names the topics that it uses, so that a wrong partition count is found at start. */
export class BusTopicUnknown extends Error {
  override readonly name = 'BusTopicUnknown';
  constructor(topic: string) {
    super(`topic ${topic} was not named to ensureTopics`);
  }
}

/** The bus takes nothing more. */
export class BusClosed extends Error {
  override readonly name = 'BusClosed';
  constructor() {
    super('the bus is closed');
  }
}
