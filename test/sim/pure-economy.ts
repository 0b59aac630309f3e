import {
  type AnyStreamKind,
  emptyStream,
  evolveStream,
  type FeedMessage,
  type StreamState,
} from '@gifting/engine';
import { type AnyStreamCommand, commandOf, decideAll } from '@gifting/engine/runtime';
import { categoryOf, type SealedEvent, type StoredEvent } from '@gifting/event-store';
import { type Position } from '@gifting/kernel';
import { type ServiceDefinition } from '@gifting/service';
import { earningsKind } from '../../apps/creator-earnings/src/incoming';
import { outgoing as outgoingOfEarnings } from '../../apps/creator-earnings/src/outgoing';
import { giftKind } from '../../apps/gift/src/incoming';
import { outgoing as outgoingOfGift } from '../../apps/gift/src/outgoing';
import { payoutKind } from '../../apps/payout/src/incoming';
import { outgoing as outgoingOfPayout } from '../../apps/payout/src/outgoing';
import { purchaseKind, refundKind, walletKind } from '../../apps/wallet/src/incoming';
import { outgoing as outgoingOfWallet } from '../../apps/wallet/src/outgoing';

/** A service without its edge: what decides, and what the world hears of it. */
type PureService = Pick<ServiceDefinition, 'name' | 'kinds' | 'outgoing'>;

const SERVICES: readonly PureService[] = [
  { name: 'wallet', kinds: [walletKind, purchaseKind, refundKind], outgoing: outgoingOfWallet },
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
    this.#decide({ kind, stream, asked: {}, command: () => command });
  }

  /** Delivers the oldest message for a stream, perhaps once more than it should. */
  deliver(stream: string, again = false): void {
    const queue = this.#queues.get(stream) ?? [];
    const [message] = queue;
    if (message === undefined) return;
    const command = commandOf(ownerOf(stream).kind, message);
    this.#decide(command);
    if (again) this.#decide(command);
    queue.shift();
    if (queue.length === 0) this.#queues.delete(stream);
  }

  #decide(command: AnyStreamCommand): void {
    const { kind, stream } = command;
    const states = new Map([[stream, this.#load(stream, kind)]]);
    for (const { append, outcomes } of decideAll(
      new Map([[stream, [command]]]),
      states,
      this.now,
    )) {
      for (const outcome of outcomes) if (outcome.outcome === 'failed') throw outcome.error;
      if (append !== undefined) this.#append(append.events);
    }
  }

  #append(events: readonly SealedEvent[]): void {
    for (const { bytes: _, ...event } of events) {
      const { service, kind } = ownerOf(event.stream);
      const stored: StoredEvent = {
        ...event,
        id: `event-${this.log.length}`,
        metadata: { ...event.metadata, recordedAt: this.now },
        position: String(10 * (this.log.length + 1)) as Position,
      };
      const before = this.#load(event.stream, kind);
      this.#streams.set(event.stream, evolveStream(kind.decider, before, stored));
      this.log.push(stored);
      this.#timeMs += 1;
      this.#publish(service, stored);
      this.onEvent(stored);
    }
  }

  #publish(service: PureService, event: StoredEvent): void {
    for (const { data, key, topic, type } of service.outgoing(event as never, () => false)) {
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
