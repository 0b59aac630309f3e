import type { Bus, OutgoingMessage } from '@gifting/bus';
import type { ServiceName } from '@gifting/contracts';
import { type EventStreams, retryPause, type StoredEvent } from '@gifting/event-store';
import {
  comparePositions,
  type DomainEvent,
  isPosition,
  type Position,
  START,
  UnknownEvent,
} from '@gifting/kernel';
import type { Clock } from './clock';
import { CommandHandler } from './command-handler';
import { toCloudEvent } from './feed-message';
import { endOfProcess, Follower } from './follower';
import type { AnyOutgoing } from './outgoing';
import { Progress } from './progress';
import { type StreamKind, UnknownMessage } from './stream-kind';
import { emptyStream, evolveStream, type StreamState } from './stream-state';

const CHECKPOINT_EVERY_MS = 1_000;
/** A checkpoint that moved only over events of other services is not worth writing each second … */
const IDLE_CHECKPOINT_EVERY_MS = 60_000;
/** … unless there were many: a relay that starts here again would have to pass all of them. */
const IDLE_CHECKPOINT_EVERY_BATCHES = 256;

type Checkpoint = { readonly position: Position; readonly store: string };
type RelayCheckpointed = DomainEvent<'RelayCheckpointed', Checkpoint>;

/** `relay-{service}`: how far a relay has published. */
const relayKind: StreamKind<Checkpoint, RelayCheckpointed, Checkpoint | undefined> = {
  category: 'relay',
  decider: {
    initial: undefined,
    decide: (data) => [{ type: 'RelayCheckpointed', schemaVersion: 1, data }],
    evolve: (_, event) => {
      if (event.schemaVersion !== 1) throw new UnknownEvent(event);
      return event.data;
    },
  },
  commandOf: (message) => {
    throw new UnknownMessage(message);
  },
};

export interface RelayOptions {
  readonly service: ServiceName;
  /** The streams that this service alone writes. */
  readonly categories: readonly string[];
  readonly outgoing: AnyOutgoing;
  /** Where the events are followed and the checkpoint is kept. */
  readonly streams: EventStreams;
  /** Names the history in which positions compare. */
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
 * At least once, in position order per key. The checkpoint is kept in the stream `relay-{service}` and
 * moves only over what was acknowledged, at most once a second and at the stop; after a crash the
 * rest is published again. Several relays of one service at once only make duplicates.
 */
export class Relay {
  readonly #stream: string;
  readonly #handler: CommandHandler;
  readonly #follower: Follower;
  readonly #flights: Flight[] = [];
  /** Up to here everything is acknowledged. */
  readonly #landed = new Progress();
  #scannedTo: Position = START;
  #checkpoint: StreamState<Checkpoint | undefined> = emptyStream(undefined);
  #slotFree: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Whether events of this service lie between the checkpoint and where we are. */
  #isDue = false;
  /** Batches since the last checkpoint in which nothing was of this service. */
  #idleBatches = 0;
  #checkpointAtMs = performance.now();

  constructor(private readonly options: RelayOptions) {
    const { categories, clock, service, streams } = options;
    this.#stream = `relay-${service}`;
    this.#handler = new CommandHandler({ streams, clock });
    this.#follower = new Follower({
      streams,
      categories,
      after: () => this.#scannedTo,
      onBatch: async ({ events, scannedTo }) => {
        await this.#take(events, scannedTo);
        this.#scannedTo = scannedTo;
      },
      onTrouble: endOfProcess,
    });
  }

  /** Reads the checkpoint and begins to publish from there. */
  async start(): Promise<void> {
    await this.#readCheckpoint();
    this.#scannedTo = this.#checkpointPosition;
    this.#landed.moveTo(this.#scannedTo);
    this.#follower.start();
    this.#timer = setInterval(() => this.#checkpointWhenDue(), CHECKPOINT_EVERY_MS);
    this.#timer.unref();
  }

  /** Resolves when everything up to a position has been published and acknowledged. */
  async reached(position: Position): Promise<void> {
    await this.#landed.reach(position);
  }

  /** Ends, waits for what is in flight and writes the last checkpoint. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const stopped = this.#follower.stop();
    this.#slotFree?.();
    await stopped;
    this.#scheduleCheckpoint();
    await this.#writing;
  }

  async #take(events: readonly StoredEvent[], scannedTo: Position): Promise<void> {
    if (events.length > 0) this.#isDue = true;
    else this.#idleBatches += 1;
    const messages = events.flatMap((event) => this.#messagesOf(event));
    const flight: Flight = { scannedTo, landed: messages.length === 0 };
    this.#flights.push(flight);
    if (flight.landed) {
      this.#advance();
      return;
    }
    void this.#publish(messages, flight);
    const { maxInFlight } = this.options.bus;
    while (this.#flights.length >= maxInFlight && !this.#follower.signal.aborted) {
      await new Promise<void>((resolve) => (this.#slotFree = resolve));
    }
  }

  #messagesOf(event: StoredEvent): OutgoingMessage[] {
    const { outgoing, service, storeName, bus } = this.options;
    // Only this service's streams are followed, and it alone writes them.
    const publications = outgoing(event as never, (topic) => bus.isHeard(topic));
    return publications.map(({ topic, key, type, data }) => ({
      topic,
      key,
      event: toCloudEvent(event, service, storeName, data, type),
    }));
  }

  /** Tries the same messages until they are acknowledged: no later message may overtake a failure. */
  async #publish(messages: readonly OutgoingMessage[], flight: Flight): Promise<void> {
    const { signal } = this.#follower;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.options.bus.publish(messages);
        flight.landed = true;
        this.#advance();
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.options.onTrouble(error);
        await retryPause(tries, signal);
      }
    }
  }

  #advance(): void {
    let landedTo: Position | undefined;
    for (let first = this.#flights[0]; first?.landed === true; first = this.#flights[0]) {
      landedTo = first.scannedTo;
      this.#flights.shift();
    }
    this.#slotFree?.();
    if (landedTo !== undefined) this.#landed.moveTo(landedTo);
  }

  /** The last checkpoint alone: a relay's stream is as long as its life. */
  async #readCheckpoint(): Promise<void> {
    const [last] = await this.options.streams.readStream(this.#stream, {
      backwards: true,
      limit: 1,
    });
    const none = emptyStream<Checkpoint | undefined>(undefined);
    this.#checkpoint = last === undefined ? none : evolveStream(relayKind.decider, none, last);
  }

  /** Positions of another history say nothing here. */
  get #checkpointPosition(): Position {
    const { position, store } = this.#checkpoint.state ?? {};
    return isPosition(position) && store === this.options.storeName ? position : START;
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
    this.#isDue = this.#flights.length > 0;
    this.#idleBatches = 0;
    this.#checkpointAtMs = performance.now();
    const { position } = this.#landed;
    if (comparePositions(position, this.#checkpointPosition) <= 0) return;
    const [written] = await this.#handler.handle([
      {
        kind: relayKind,
        stream: this.#stream,
        asked: {},
        on: this.#checkpoint,
        command: () => ({ position, store: this.options.storeName }),
      },
    ]);
    if (written?.outcome === 'appended') this.#checkpoint = written.after;
    // Where another relay of this service wrote, the next checkpoint follows its one.
    else await this.#readCheckpoint();
  }
}
