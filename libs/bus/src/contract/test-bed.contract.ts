import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout } from 'node:timers/promises';
import type { Bus, Delivery, DeliveryBatch, OutgoingMessage, Subscription } from '../bus.port';
import type { CloudEvent } from '../cloud-event';
import { partitionOf } from '../partitioner';

/** A broker may be shared and slow; no test waits for a time to pass. */
export const PATIENCE_MS = 60_000;
/** Of every topic of the suite. */
export const PARTITIONS = 4;

/** A bus under test, on whatever carries its messages. */
export interface OpenedBus {
  readonly bus: Bus;
  /**
   * Puts bytes on a topic as a foreign program would, by the partitioner of its own client.
   * Resolves when they are safe, as `publish` does.
   */
  publishRaw(
    topic: string,
    key: string | undefined,
    bytes: Buffer,
    headers: Readonly<Record<string, string | Buffer>>,
  ): Promise<void>;
  /** Closes the bus and what was opened beside it. */
  close(): Promise<void>;
}

/** How a test gets at its bus: on a topic of its own, cleared after it. */
export type BusUnderTest = () => TestBed;

const POLL_MS = 5;

/** Waits for a condition, but not longer than a test may take. */
export async function until(condition: () => boolean): Promise<void> {
  for (let waitedMs = 0; !condition(); waitedMs += POLL_MS) {
    if (waitedMs > PATIENCE_MS) throw new Error(`never true: ${String(condition)}`);
    await setTimeout(POLL_MS);
  }
}

/** Lets everything happen that needs no waiting. */
export async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await nextTurn();
}

export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

export const numberedEvent = (n: number): CloudEvent => ({
  id: `event-${n}`,
  source: '/contract',
  type: 'Numbered',
  data: { n },
  extensions: {},
});

export const numberOf = ({ event }: Delivery): unknown => event?.data.n;

/** Two keys that lie in different partitions. */
export function keysApart(): readonly [string, string] {
  const first = 'wallet-a';
  for (let index = 0; ; index++) {
    const second = `wallet-b${index}`;
    if (partitionOf(second, PARTITIONS) !== partitionOf(first, PARTITIONS)) return [first, second];
  }
}

/** A door that batches wait at until it is opened. */
export class Gate {
  readonly passed: Promise<void>;
  open: () => void = () => undefined;

  constructor() {
    this.passed = new Promise((resolve) => (this.open = resolve));
  }
}

/** Takes batches, remembers them, and does with each what the test says. */
export class Listener {
  /** Every batch that came, rejected ones and repetitions included. */
  readonly batches: DeliveryBatch[] = [];
  /** The deliveries of the batches that were resolved. */
  readonly handled: Delivery[] = [];
  readonly troubled: { error: unknown; batch: DeliveryBatch; tries: number }[] = [];

  constructor(private readonly answer: (batch: DeliveryBatch) => Promise<void> | void = () => {}) {}

  readonly handle = (batch: DeliveryBatch): Promise<void> => {
    this.batches.push(batch);
    // Not an async function: a handler that throws at once must do no harm either.
    const answer = this.answer(batch);
    return Promise.resolve(answer).then(() => void this.handled.push(...batch.deliveries));
  };

  readonly onTrouble = (error: unknown, batch: DeliveryBatch, tries: number): void => {
    this.troubled.push({ error, batch, tries });
  };

  get numbers(): unknown[] {
    return this.handled.map(numberOf);
  }
}

/** A topic of its own on the bus under test, and what listens to it. */
export class TestBed {
  readonly topic = `contract.${randomUUID()}`;
  readonly #subscriptions: Subscription[] = [];

  private constructor(private readonly opened: OpenedBus) {}

  static async on(opened: OpenedBus): Promise<TestBed> {
    const bed = new TestBed(opened);
    await bed.bus.ensureTopics([{ name: bed.topic, partitions: PARTITIONS }]);
    return bed;
  }

  get bus() {
    return this.opened.bus;
  }

  async listen(listener: Listener, group = 'group', topic = this.topic): Promise<Subscription> {
    const { handle, onTrouble } = listener;
    const subscription = await this.bus.subscribe({ topic, group, handle, onTrouble });
    this.#subscriptions.push(subscription);
    return subscription;
  }

  /** Publishes one message for each number, all in one call. */
  publish(key: string, numbers: readonly number[]): Promise<void> {
    return this.bus.publish(this.messages(key, numbers));
  }

  messages(key: string, numbers: readonly number[]): OutgoingMessage[] {
    return numbers.map((n) => ({ topic: this.topic, key, event: numberedEvent(n) }));
  }

  publishRaw(
    key: string | undefined,
    bytes: Buffer,
    headers: Readonly<Record<string, string | Buffer>>,
  ): Promise<void> {
    return this.opened.publishRaw(this.topic, key, bytes, headers);
  }

  async clear(): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.stop()));
  }
}
