import type { Bus, DeliveryBatch } from '@gifting/bus';
import {
  type Append,
  categoryOf,
  emptyStream,
  type EventMetadata,
  type EventToSeal,
  evolveStream,
  isKnown,
  type SealedEvent,
  sealEvents,
  type StreamState,
} from '@gifting/event-store';
import type { Clock } from './clock';
import { answerMessage } from './answer-message';
import type { AnsweredBefore } from './answered-before';
import { type FeedMessage, fromCloudEvent } from './feed-message';
import type { AnyStreamKind } from './stream-kind';
import type { StreamCache } from './stream-cache';

/** Bytes after which an append is closed and the rest goes into the next one: EventStoreDB takes 1 MiB. */
const APPEND_BYTES = 512 * 1024;

interface KeyedMessages {
  readonly kind: AnyStreamKind;
  readonly stream: string;
  messages: readonly FeedMessage[];
}

type States = ReadonlyMap<string, StreamState<unknown>>;

interface Decided {
  readonly keyed: KeyedMessages;
  readonly append: Append;
  readonly after: StreamState<unknown>;
  /** What did not fit into the append. */
  readonly rest: readonly FeedMessage[];
}

/**
 * Answers the messages of a service's feed, each exactly once in effect.
 *
 * Every message leads to at least one event in its kind stream, which carries the message's source;
 * what lies at or below the highest source of its producer is a duplicate and leads to nothing. All
 * messages for one stream within a batch go into one append, and all appends of a batch into one call.
 *
 * A message that cannot be handled stops its partition: the batch is rejected and comes again, what
 * was handled before it stays handled, and nothing behind it in its key is looked at.
 */
export class FeedConsumer {
  readonly #kinds: ReadonlyMap<string, AnyStreamKind>;

  constructor(
    private readonly bus: Bus,
    private readonly cache: StreamCache,
    private readonly clock: Clock,
    kinds: readonly AnyStreamKind[],
    /** Told how old the newest event of a batch was when it had had its effect, in milliseconds. */
    private readonly onHandled: (ageMs: number) => void = () => undefined,
    private readonly answered?: AnsweredBefore,
  ) {
    this.#kinds = new Map(kinds.map((kind) => [kind.category, kind]));
  }

  /**
   * Resolves when everything in the batch has had its effect: in streams that are ahead of the disk
   * before that is durable, but so that whatever is durable later has it before.
   * @throws whatever the first message that cannot be handled threw
   */
  async handle(batch: DeliveryBatch): Promise<void> {
    let open = await this.#byStream(batch);
    const newest = open.at(-1)?.messages.at(-1);
    if (open.some((keyed) => this.#mayBeAnswered(keyed))) open = await this.#unanswered(open);
    let trouble: unknown;
    while (open.length > 0) {
      const states = await this.#load(open);
      // From here to the append nothing waits: `recordedAt` must not fall in the embedded log.
      const decided: Decided[] = [];
      for (const keyed of open) {
        const outcome = this.#decide(keyed, states);
        trouble ??= outcome.trouble;
        if (outcome.decided !== undefined) decided.push(outcome.decided);
      }
      open = await this.#append(decided);
    }
    if (trouble !== undefined) throw trouble as Error;
    if (newest !== undefined) this.onHandled(this.clock.nowMs() - Date.parse(newest.recordedAt));
  }

  async #byStream(batch: DeliveryBatch): Promise<KeyedMessages[]> {
    const byStream = new Map<string, FeedMessage[]>();
    for (const delivery of batch.deliveries) {
      if (delivery.event === undefined) {
        if (delivery.key !== undefined) throw new Error(delivery.malformed);
        // Without a key there is no kind stream, so no hole can arise in one.
        await this.bus.deadLetter({
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
    return (
      first !== undefined &&
      this.answered?.mayHave(first) === true &&
      this.cache.peek(stream) === undefined
    );
  }

  /** Without what was answered before the process started, where that is told without a fold. */
  async #unanswered(open: readonly KeyedMessages[]): Promise<KeyedMessages[]> {
    const rest = open.map(async (keyed) => {
      const { stream, messages } = keyed;
      if (this.answered === undefined || !this.#mayBeAnswered(keyed)) return keyed;
      return { ...keyed, messages: await this.answered.rest(stream, messages) };
    });
    return (await Promise.all(rest)).filter(({ messages }) => messages.length > 0);
  }

  /** The streams as they are now. Where all are at hand nothing is waited for. */
  async #load(open: readonly KeyedMessages[]): Promise<States> {
    const states = new Map<string, StreamState<unknown>>();
    const missing: KeyedMessages[] = [];
    for (const keyed of open) {
      const cached = this.cache.peek(keyed.stream);
      if (cached === undefined) missing.push(keyed);
      else states.set(keyed.stream, cached);
    }
    if (missing.length === 0) return states;
    const loaded = missing.map(({ kind, stream }) => this.cache.load(kind, stream));
    for (const [index, state] of (await Promise.all(loaded)).entries()) {
      states.set(missing[index]?.stream ?? '', state);
    }
    return states;
  }

  #decide(keyed: KeyedMessages, states: States): { decided?: Decided; trouble?: unknown } {
    const before = states.get(keyed.stream) ?? emptyStream(keyed.kind.decider.initial);
    const sealed: SealedEvent[] = [];
    let after = before;
    let bytes = 0;
    let trouble: unknown;
    let handled = 0;
    for (const message of keyed.messages) {
      if (bytes > APPEND_BYTES) break;
      handled += 1;
      if (isKnown(after, message.source)) continue;
      try {
        const answer = this.#answer(keyed, after, message);
        for (const event of answer) {
          after = evolveStream(keyed.kind.decider, after, event);
          bytes += event.bytes.length;
          sealed.push(event);
        }
      } catch (error) {
        trouble = error;
        handled = keyed.messages.length;
        break;
      }
    }
    if (sealed.length === 0) return { trouble };
    const append = { stream: keyed.stream, expectedRevision: before.revision, events: sealed };
    return { decided: { keyed, append, after, rest: keyed.messages.slice(handled) }, trouble };
  }

  #answer(
    { kind, stream }: KeyedMessages,
    before: StreamState<unknown>,
    message: FeedMessage,
  ): readonly SealedEvent[] {
    const recordedAt = latest(this.clock.now(), before.recordedAt, message.recordedAt);
    const metadata: EventMetadata =
      message.traceId === undefined
        ? { recordedAt, source: message.source }
        : { recordedAt, source: message.source, traceId: message.traceId };
    const answer = answerMessage(kind, before.state, message, recordedAt);
    const events = answer.map((event): EventToSeal => ({ event, metadata }));
    return sealEvents(stream, before.revision, withOperation(events, message)).events;
  }

  async #append(decided: readonly Decided[]): Promise<KeyedMessages[]> {
    if (decided.length === 0) return [];
    const open: KeyedMessages[] = [];
    const results = await this.cache.append(decided.map(({ append }) => append));
    results.forEach((result, index) => {
      const { keyed, append, after, rest } = decided[index] as Decided;
      if (result.outcome === 'appended') {
        if (keyed.kind.isFinished?.(after.state as never)) this.cache.drop(append.stream);
        else this.cache.keep(append.stream, after);
        if (rest.length > 0) open.push({ ...keyed, messages: rest });
      } else {
        // Somebody else wrote the stream first: reload it and decide again.
        this.cache.drop(append.stream);
        open.push(keyed);
      }
    });
    return open;
  }
}

/**
 * Whatever answers an operation, a note included, names it in its metadata, so that outgoing.ts can
 * send it back. Of several events the last one does: the operation ends behind all of its effects.
 */
function withOperation(
  events: readonly EventToSeal[],
  message: FeedMessage,
): readonly EventToSeal[] {
  const last = events.at(-1);
  if (message.type !== 'OperationRequested' || last === undefined) return events;
  const { operationId } = message.data;
  const named = { event: last.event, metadata: { operationId, ...last.metadata } };
  return [...events.slice(0, -1), named];
}

/** The latest of three times; texts of RFC 3339 UTC with milliseconds sort as the times do. */
function latest(a: string, b: string, c: string): string {
  const ab = a > b ? a : b;
  return ab > c ? ab : c;
}
