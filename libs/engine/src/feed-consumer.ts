import type { Bus, DeliveryBatch } from '@gifting/bus';
import { categoryOf } from '@gifting/event-store';
import type { AnsweredBefore } from './answered-before';
import type { Clock } from './clock';
import type { CommandHandler } from './command-handler';
import { type FeedMessage, fromCloudEvent } from './feed-message';
import { commandOf } from './stream-command';
import type { AnyStreamKind } from './stream-kind';

export interface FeedConsumerOptions {
  /** Takes what can never be handled. */
  readonly bus: Pick<Bus, 'deadLetter'>;
  readonly handler: CommandHandler;
  readonly clock: Clock;
  /** The kinds of streams that messages of the feed are for. */
  readonly kinds: readonly AnyStreamKind[];
  /** Told how old the newest event of a batch was when it had had its effect, in milliseconds. */
  readonly onHandled?: (ageMs: number) => void;
  readonly answered?: AnsweredBefore;
}

interface KeyedMessages {
  readonly kind: AnyStreamKind;
  readonly stream: string;
  readonly messages: readonly FeedMessage[];
}

/**
 * Answers the messages of a service's feed, each exactly once in effect.
 *
 * Every message leads to at least one event in its target stream, which carries the message's source;
 * a message at or below the highest source of its producer is a duplicate and leads to nothing. All
 * messages for one stream within a batch go into one append, and all appends of a batch into one call.
 *
 * A message that cannot be handled stops its partition: the batch is rejected and comes again, what
 * was handled before it stays handled, and no later message of its key is looked at.
 */
export class FeedConsumer {
  readonly #kinds: ReadonlyMap<string, AnyStreamKind>;

  constructor(private readonly options: FeedConsumerOptions) {
    this.#kinds = new Map(options.kinds.map((kind) => [kind.category, kind]));
  }

  /**
   * Resolves when everything in the batch has had its effect. The streams may be ahead of the disk:
   * then it may resolve before the sync, but whatever becomes durable later has the effect before it.
   * @throws whatever the first message that cannot be handled threw
   */
  async handle(batch: DeliveryBatch): Promise<void> {
    const { clock, handler, onHandled } = this.options;
    let keyed = await this.#byStream(batch);
    const newest = keyed.at(-1)?.messages.at(-1);
    if (keyed.some((each) => this.#mayBeAnswered(each))) keyed = await this.#unanswered(keyed);
    const outcomes = await handler.handle(
      keyed.flatMap(({ kind, messages }) => messages.map((message) => commandOf(kind, message))),
    );
    for (const outcome of outcomes) if (outcome.outcome === 'failed') throw outcome.error;
    if (newest !== undefined) onHandled?.(clock.nowMs() - Date.parse(newest.recordedAt));
  }

  async #byStream(batch: DeliveryBatch): Promise<KeyedMessages[]> {
    const byStream = new Map<string, FeedMessage[]>();
    for (const delivery of batch.deliveries) {
      if (delivery.event === undefined) {
        if (delivery.key !== undefined) throw new Error(delivery.malformed);
        // Without a key there is no target stream, so no hole can arise in one.
        await this.options.bus.deadLetter({
          topic: batch.topic,
          key: undefined,
          bytes: delivery.bytes,
          reason: delivery.malformed,
        });
        continue;
      }
      const message = fromCloudEvent(delivery.key, delivery.event);
      const messages = byStream.get(message.key);
      if (messages === undefined) byStream.set(message.key, [message]);
      else messages.push(message);
    }
    return [...byStream].map(([stream, messages]) => {
      const kind = this.#kinds.get(categoryOf(stream));
      if (kind === undefined) throw new Error(`no stream of this service: ${stream}`);
      return { kind, stream, messages };
    });
  }

  #mayBeAnswered({ stream, messages: [first] }: KeyedMessages): boolean {
    const { answered, handler } = this.options;
    return first !== undefined && answered?.mayHave(first) === true && !handler.hasAtHand(stream);
  }

  /** Without what was answered before the process started, where that shows without a fold. */
  async #unanswered(keyed: readonly KeyedMessages[]): Promise<KeyedMessages[]> {
    const { answered } = this.options;
    const rest = keyed.map(async (each) => {
      const { stream, messages } = each;
      if (answered === undefined || !this.#mayBeAnswered(each)) return each;
      return { ...each, messages: await answered.rest(stream, messages) };
    });
    return Promise.all(rest);
  }
}
