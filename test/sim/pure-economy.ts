import {
  categoryOf,
  emptyStream,
  type EventMetadata,
  evolveStream,
  isKnown,
  type StoredEvent,
  type StreamState,
} from '@gifting/event-store';
import { type DomainEvent, isRefusal, type Position } from '@gifting/kernel';
import { answerMessage, type AnyStreamKind, type FeedMessage } from '@gifting/engine';
import { type ServiceDefinition } from '@gifting/service';
import { earningsKind } from '../../apps/creator-earnings/src/incoming';
import { outgoing as outgoingOfEarnings } from '../../apps/creator-earnings/src/outgoing';
import { giftKind } from '../../apps/gift/src/incoming';
import { outgoing as outgoingOfGift } from '../../apps/gift/src/outgoing';
import { payoutKind } from '../../apps/payout/src/incoming';
import { outgoing as outgoingOfPayout } from '../../apps/payout/src/outgoing';
import { purchaseKind, walletKind } from '../../apps/wallet/src/incoming';
import { outgoing as outgoingOfWallet } from '../../apps/wallet/src/outgoing';

/** A service without its edge: what decides, and what the world hears of it. */
type PureService = Pick<ServiceDefinition, 'name' | 'kinds' | 'outgoing'>;

const SERVICES: readonly PureService[] = [
  { name: 'wallet', kinds: [walletKind, purchaseKind], outgoing: outgoingOfWallet },
  { name: 'gift', kinds: [giftKind], outgoing: outgoingOfGift },
  { name: 'creator-earnings', kinds: [earningsKind], outgoing: outgoingOfEarnings },
  { name: 'payout', kinds: [payoutKind], outgoing: outgoingOfPayout },
];
const STORE = 'pure.1';
const START_MS = Date.parse('2026-11-01T12:00:00.000Z');

/**
 * All deciders and all outgoing.ts joined by nothing but queues: no clock, no I/O, no await. Whoever
 * drives it decides which message arrives next; the messages of one key stay in order.
 */
export class PureEconomy {
  readonly log: StoredEvent[] = [];
  readonly #streams = new Map<string, StreamState<unknown>>();
  /** Messages under way, by kind stream. */
  readonly #queues = new Map<string, FeedMessage[]>();
  #timeMs = START_MS;

  constructor(private readonly onEvent: (event: StoredEvent) => void) {}

  /** The time of the next event: every event has one of its own. */
  get now(): string {
    return new Date(this.#timeMs).toISOString();
  }

  /** Streams that a message is under way to. */
  get open(): readonly string[] {
    return [...this.#queues.keys()];
  }

  stateOf<State>(stream: string, initial: State): State {
    return (this.#streams.get(stream)?.state ?? initial) as State;
  }

  /** A command from outside, to the stream that holds it. Refused commands record nothing. */
  command(stream: string, command: unknown): void {
    const { kind } = ownerOf(stream);
    const state = this.#load(stream, kind).state;
    const decision = kind.decider.decide(command as never, state);
    if (!isRefusal(decision)) this.#append(stream, decision, {});
  }

  /** Delivers the oldest message for a stream, perhaps once more than it should. */
  deliver(stream: string, again = false): void {
    const queue = this.#queues.get(stream) ?? [];
    const [message] = queue;
    if (message === undefined) return;
    this.#handle(message);
    if (again) this.#handle(message);
    queue.shift();
    if (queue.length === 0) this.#queues.delete(stream);
  }

  #handle(message: FeedMessage): void {
    const { kind } = ownerOf(message.key);
    const before = this.#load(message.key, kind);
    if (isKnown(before, message.source)) return;
    const events = answerMessage(kind, before.state, message, this.now);
    this.#append(message.key, events, { source: message.source });
  }

  #append(
    stream: string,
    events: readonly DomainEvent[],
    metadata: Omit<EventMetadata, 'recordedAt'>,
  ): void {
    const { service, kind } = ownerOf(stream);
    for (const event of events) {
      const before = this.#load(stream, kind);
      const stored: StoredEvent = {
        ...event,
        id: `event-${this.log.length}`,
        metadata: { ...metadata, recordedAt: this.now },
        position: String(10 * (this.log.length + 1)) as Position,
        revision: before.revision + 1,
        stream,
      };
      this.#streams.set(stream, evolveStream(kind.decider, before, stored));
      this.log.push(stored);
      this.#timeMs += 1;
      this.#publish(service, stored);
      this.onEvent(stored);
    }
  }

  #publish(service: PureService, event: StoredEvent): void {
    for (const { data, key, topic, type } of service.outgoing(event, () => false)) {
      if (!topic.endsWith('-feed.v1')) continue;
      const message = {
        type,
        schemaVersion: event.schemaVersion,
        data,
        key,
        source: { position: event.position, producer: service.name, store: STORE },
        recordedAt: event.metadata.recordedAt,
        traceId: undefined,
      } as FeedMessage;
      this.#queues.set(key, [...(this.#queues.get(key) ?? []), message]);
    }
  }

  #load(stream: string, kind: AnyStreamKind): StreamState<unknown> {
    return this.#streams.get(stream) ?? emptyStream(kind.decider.initial);
  }
}

function ownerOf(stream: string): { service: PureService; kind: AnyStreamKind } {
  for (const service of SERVICES) {
    const kind = service.kinds.find(({ category }) => category === categoryOf(stream));
    if (kind !== undefined) return { service, kind };
  }
  throw new Error(`no service owns ${stream}`);
}
