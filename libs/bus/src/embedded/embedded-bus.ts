import { DEAD_LETTER } from '@gifting/contracts';
import { freezeDeeply, retryPause } from '@gifting/event-store';
import {
  Bus,
  BusClosed,
  BusTopicMismatch,
  BusTopicUnknown,
  type DeadLetter,
  type OutgoingMessage,
  type Subscribe,
  type Subscription,
  type Topic,
} from '../bus.port';
import type { WireHeaders } from '../cloud-event-headers';
import { deadLetterEvent } from '../dead-letter';
import type { BusFaults } from './bus-faults';
import { EmbeddedTopic } from './embedded-topic';
import { PublishCall } from './publish-call';

/** How many dead letters are kept for a look when nobody hears their topic. */
const MAX_DEAD_LETTERS = 1_000;

export interface EmbeddedBusOptions {
  /** The pause after so many rejections in a row, which a stop ends early; default `retryPause`. */
  readonly pause?: (tries: number, signal: AbortSignal) => Promise<void>;
  /** Misbehaviour on demand, for tests. */
  readonly faults?: BusFaults;
}

/**
 * The bus of one process, in memory. It is no store: what a group has not resolved is what publish
 * calls still wait for, so after a restart the relays send it again from their checkpoints. Memory
 * is bounded by those calls.
 *
 * Events are not serialised. They are frozen through and through and shared by all handlers.
 * What a feed's group has not taken yet waits for it; of other topics, what nobody hears is dropped.
 */
export class EmbeddedBus extends Bus {
  override readonly maxInFlight = 64;
  override readonly staysInProcess = true;
  readonly #topics = new Map<string, EmbeddedTopic>();
  readonly #unheardLetters: DeadLetter[] = [];
  #closed = false;

  constructor(private readonly options: EmbeddedBusOptions = {}) {
    super();
  }

  /** The last dead letters that nobody heard, oldest first. */
  get deadLetters(): readonly DeadLetter[] {
    return this.#unheardLetters;
  }

  override async ensureTopics(topics: readonly Topic[]): Promise<void> {
    const { faults, pause = retryPause } = this.options;
    for (const { name, partitions, group } of topics) {
      const topic =
        this.#topics.get(name) ?? new EmbeddedTopic(name, partitions, { faults, pause });
      if (topic.partitionCount !== partitions) {
        throw new BusTopicMismatch(
          `topic ${name} has ${topic.partitionCount} partitions, not ${partitions}`,
        );
      }
      this.#topics.set(name, topic);
      if (group !== undefined) topic.keepFor(group);
    }
  }

  override isHeard(topic: string): boolean {
    return this.#topics.get(topic)?.isHeard ?? false;
  }

  override publish(messages: readonly OutgoingMessage[]): Promise<void> {
    return this.#publishWith((call) => {
      for (const { topic, key, event } of messages) {
        this.#openTopic(topic).add(key, freezeDeeply(event), call);
      }
    });
  }

  /** Puts a message on a topic as a foreign program puts it on a wire: it is read strictly. */
  publishRaw(
    topic: string,
    key: string | undefined,
    bytes: Buffer,
    headers: WireHeaders,
  ): Promise<void> {
    return this.#publishWith((call) => {
      this.#openTopic(topic).addRaw(key, bytes, headers, call);
    });
  }

  override async subscribe(subscribe: Subscribe): Promise<Subscription> {
    return this.#openTopic(subscribe.topic).subscribe(subscribe);
  }

  override async deadLetter(letter: DeadLetter): Promise<void> {
    const topic = this.#openTopic(DEAD_LETTER);
    if (topic.isHeard) {
      const event = freezeDeeply(deadLetterEvent(letter));
      return this.#publishWith((call) => topic.add(letter.key, event, call));
    }
    this.#unheardLetters.push(letter);
    if (this.#unheardLetters.length > MAX_DEAD_LETTERS) this.#unheardLetters.shift();
  }

  /** Resolves when nothing is under way, repetitions included. For tests that make faults. */
  async atRest(): Promise<void> {
    await Promise.all([...this.#topics.values()].map((topic) => topic.atRest()));
  }

  override async close(): Promise<void> {
    this.#closed = true;
    const error = new BusClosed();
    await Promise.all([...this.#topics.values()].map((topic) => topic.close(error)));
  }

  #publishWith(addAll: (call: PublishCall) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const call = new PublishCall(resolve, reject);
      addAll(call);
      call.settle();
    });
  }

  #openTopic(name: string): EmbeddedTopic {
    if (this.#closed) throw new BusClosed();
    const topic = this.#topics.get(name);
    if (topic === undefined) throw new BusTopicUnknown(name);
    return topic;
  }
}
