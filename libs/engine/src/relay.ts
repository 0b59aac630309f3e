import { type Bus, type OutgoingMessage } from '@gifting/bus';
import {
  retryPause,
  type EventStreams,
  NO_STREAM,
  sealEvents,
  type StoredEvent,
} from '@gifting/event-store';
import type { ServiceName } from '@gifting/contracts';
import { comparePositions, isPosition, type Position, START } from '@gifting/kernel';
import type { Clock } from './clock';
import { toCloudEvent } from './feed-message';
import type { Outgoing } from './outgoing';

const CHECKPOINT_EVERY_MS = 1_000;
/** A checkpoint that moved over events of others only is not worth one of its own each second … */
const IDLE_CHECKPOINT_EVERY_MS = 60_000;
/** … unless it is many: whoever starts here again would have to go through all of them. */
const IDLE_CHECKPOINT_EVERY_BATCHES = 256;

export interface RelayOptions {
  readonly service: ServiceName;
  /** The streams that this service alone writes. */
  readonly categories: readonly string[];
  readonly outgoing: Outgoing;
  /** Where the events are followed, and the checkpoint lies. */
  readonly streams: EventStreams;
  /** Names the history in which positions lie. */
  readonly storeName: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly onTrouble: (error: unknown) => void;
}

/** A batch under way, or done while an older one is not. */
interface Flight {
  readonly scannedTo: Position;
  landed: boolean;
}

/**
 * The only way out of a service: follows its streams and publishes what outgoing.ts makes of them.
 *
 * At least once, in position order per key. The checkpoint lies in the stream `relay-{service}` and
 * moves only behind what was acknowledged, at most once a second and at the stop; after a crash the
 * rest is published again. Several relays of one service at once only make duplicates.
 */
export class Relay {
  readonly #abort = new AbortController();
  readonly #flights: Flight[] = [];
  #landedTo: Position = START;
  #checkpoint: Position = START;
  #checkpointRevision = NO_STREAM;
  #running: Promise<void> = Promise.resolve();
  #waiting: { readonly until: Position; readonly resolve: () => void }[] = [];
  #slotFree: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Whether events of this service lie between the checkpoint and where we are. */
  #isDue = false;
  /** Batches since the last checkpoint in which nothing was of this service. */
  #idleBatches = 0;
  #checkpointAtMs = performance.now();

  constructor(private readonly options: RelayOptions) {}

  /** Reads the checkpoint and begins to publish from there. */
  async start(): Promise<void> {
    await this.#readCheckpoint();
    this.#landedTo = this.#checkpoint;
    this.#running = this.#run();
    this.#timer = setInterval(() => this.#checkpointWhenDue(), CHECKPOINT_EVERY_MS);
    this.#timer.unref();
  }

  /** Resolves when everything up to a position has been published and acknowledged. */
  reached(position: Position): Promise<void> {
    if (comparePositions(this.#landedTo, position) >= 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ until: position, resolve }));
  }

  /** Ends, waits for what is in flight and writes the last checkpoint. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#abort.abort();
    this.#slotFree?.();
    await this.#running;
    this.#scheduleCheckpoint();
    await this.#writing;
  }

  async #run(): Promise<void> {
    const { streams, categories, bus } = this.options;
    const follow = { after: this.#checkpoint, categories, signal: this.#abort.signal };
    for await (const { events, scannedTo } of streams.follow(follow)) {
      if (events.length > 0) this.#isDue = true;
      else this.#idleBatches += 1;
      const messages = events.flatMap((event) => this.#messagesOf(event));
      if (messages.length === 0) {
        this.#land({ scannedTo, landed: true });
        continue;
      }
      const flight: Flight = { scannedTo, landed: false };
      this.#flights.push(flight);
      void this.#publish(messages, flight);
      while (this.#flights.length >= bus.maxInFlight && !this.#abort.signal.aborted) {
        await new Promise<void>((resolve) => (this.#slotFree = resolve));
      }
    }
  }

  #messagesOf(event: StoredEvent): OutgoingMessage[] {
    const { outgoing, service, storeName, bus } = this.options;
    return outgoing(event, (topic) => bus.isHeard(topic)).map(({ topic, key, type, data }) => ({
      topic,
      key,
      event: toCloudEvent(event, service, storeName, data, type),
    }));
  }

  /** Tries the same messages until they are acknowledged: nothing behind them may overtake a failure. */
  async #publish(messages: readonly OutgoingMessage[], flight: Flight): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.options.bus.publish(messages);
        flight.landed = true;
        this.#advance();
        return;
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        this.options.onTrouble(error);
        await retryPause(tries, this.#abort.signal);
      }
    }
  }

  #land(flight: Flight): void {
    this.#flights.push(flight);
    this.#advance();
  }

  #advance(): void {
    for (let first = this.#flights[0]; first?.landed === true; first = this.#flights[0]) {
      this.#landedTo = first.scannedTo;
      this.#flights.shift();
    }
    this.#slotFree?.();
    if (this.#waiting.length === 0) return;
    const reached = this.#waiting.filter(
      ({ until }) => comparePositions(until, this.#landedTo) <= 0,
    );
    this.#waiting = this.#waiting.filter((waiter) => !reached.includes(waiter));
    for (const { resolve } of reached) resolve();
  }

  async #readCheckpoint(): Promise<void> {
    const [last] = await this.options.streams.readStream(this.#stream, {
      backwards: true,
      limit: 1,
    });
    this.#checkpointRevision = last?.revision ?? NO_STREAM;
    const position = last?.data.position;
    if (isPosition(position) && last?.data.store === this.options.storeName) {
      this.#checkpoint = position;
    }
  }

  get #stream(): string {
    return `relay-${this.options.service}`;
  }

  #checkpointWhenDue(): void {
    const isLongAgo = performance.now() - this.#checkpointAtMs >= IDLE_CHECKPOINT_EVERY_MS;
    const isFarAway = this.#idleBatches >= IDLE_CHECKPOINT_EVERY_BATCHES;
    if (this.#isDue || isLongAgo || isFarAway) this.#scheduleCheckpoint();
  }

  #scheduleCheckpoint(): void {
    this.#writing = this.#writing
      .then(() => this.#writeCheckpoint())
      .catch((error: unknown) => this.options.onTrouble(error));
  }

  async #writeCheckpoint(): Promise<void> {
    const position = this.#landedTo;
    this.#isDue = this.#flights.length > 0;
    this.#idleBatches = 0;
    this.#checkpointAtMs = performance.now();
    if (comparePositions(position, this.#checkpoint) <= 0) return;
    const { clock, storeName, streams } = this.options;
    const event = {
      type: 'RelayCheckpointed',
      schemaVersion: 1,
      data: { position, store: storeName },
    };
    const [result] = await streams.append([
      sealEvents(this.#stream, this.#checkpointRevision, [
        { event, metadata: { recordedAt: clock.now() } },
      ]),
    ]);
    if (result?.outcome === 'appended') {
      this.#checkpointRevision += 1;
      this.#checkpoint = position;
    } else {
      // Another relay of this service wrote; go on behind it the next time.
      this.#checkpointRevision = result?.actualRevision ?? this.#checkpointRevision;
    }
  }
}
