import {
  CompressionTypes,
  type Kafka,
  type Message,
  type PartitionerArgs,
  type Producer,
} from 'kafkajs';
import { BusClosed } from '../bus.port';

/** A message with its partition already chosen: kafkajs is never asked to choose one. */
export interface PlacedMessage {
  readonly topic: string;
  readonly message: Message & { readonly value: Buffer; readonly partition: number };
}

/** Brokers refuse a batch of more than 1 MiB (`message.max.bytes`); headers and framing come on top. */
const MAX_REQUEST_BYTES = 768 * 1024;
/** kafkajs copies its list of a partition for each message, so long lists cost the square. */
const MAX_REQUEST_MESSAGES = 1_000;

/**
 * One idempotent producer with one request under way at a time.
 *
 * Concurrent sends of kafkajs can lose an acknowledged message: when an answer is lost, the next
 * send reuses its sequence numbers and the broker takes it for a duplicate (tulios/kafkajs#1005).
 */
export class KafkaProducer {
  #last: Promise<unknown> = Promise.resolve();
  #producer: Producer | undefined;
  #closed = false;

  constructor(private readonly kafka: Kafka) {}

  /** Sends behind everything given before. Resolves when all in-sync replicas have it. */
  send(messages: readonly PlacedMessage[]): Promise<void> {
    const sent = this.#last.then(() => this.#sendNow(messages));
    this.#last = sent.catch(() => undefined);
    return sent;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
    await this.#producer?.disconnect();
  }

  async #sendNow(messages: readonly PlacedMessage[]): Promise<void> {
    if (this.#closed) throw new BusClosed();
    const producer = (this.#producer ??= this.#newProducer());
    try {
      await producer.connect();
      for (const request of requestsOf(messages)) {
        await producer.sendBatch({
          acks: -1,
          compression: CompressionTypes.None,
          topicMessages: byTopic(request),
        });
      }
    } catch (error) {
      // Its sequence numbers may no longer be those of the broker, and kafkajs cannot renew them.
      this.#producer = undefined;
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  #newProducer(): Producer {
    return this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => placedPartition,
      // Some seconds; then the caller is told and tries again, duplicates and all.
      retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 7 },
    });
  }
}

function placedPartition({ message }: PartitionerArgs): number {
  if (message.partition === undefined) throw new Error('a message has no partition');
  return message.partition;
}

/** Splits in order, so that no request is too large. A message too large by itself goes alone. */
function* requestsOf(messages: readonly PlacedMessage[]): Generator<readonly PlacedMessage[]> {
  let request: PlacedMessage[] = [];
  let bytes = 0;
  for (const placed of messages) {
    const size = placed.message.value.length;
    if (request.length === MAX_REQUEST_MESSAGES || bytes + size > MAX_REQUEST_BYTES) {
      if (request.length > 0) yield request;
      request = [];
      bytes = 0;
    }
    request.push(placed);
    bytes += size;
  }
  if (request.length > 0) yield request;
}

function byTopic(request: readonly PlacedMessage[]): { topic: string; messages: Message[] }[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, message } of request) {
    const messages = topics.get(topic);
    if (messages) messages.push(message);
    else topics.set(topic, [message]);
  }
  return [...topics].map(([topic, list]) => ({ topic, messages: list }));
}
