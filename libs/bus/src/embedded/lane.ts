import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type Delivery,
  type DeliveryBatch,
  MAX_BATCH_DELIVERIES,
  type Subscribe,
} from '../bus.port';
import type { Troubles } from '../troubles';
import type { BusFaults } from './bus-faults';
import type { PublishCall } from './publish-call';

export interface LaneOptions {
  readonly topic: string;
  readonly partition: number;
  /** Numbers the next message of the partition; all groups of the topic share it. */
  readonly nextOffset: () => string;
  readonly pause: (tries: number, signal: AbortSignal) => Promise<void>;
  readonly faults: BusFaults | undefined;
}

/** Who takes the batches of a lane, until the signal aborts. */
export interface LaneConsumer extends Pick<Subscribe, 'handle' | 'onTrouble'> {
  readonly troubles: Troubles;
  readonly signal: AbortSignal;
}

interface HeldBack {
  readonly delivery: Delivery;
  /** Comes behind so many batches. */
  readonly untilBatch: number;
}

/**
 * One partition as one group sees it: a queue whose whole content is handed over as one batch, once
 * per turn of the event loop, so that batches grow under load by themselves.
 * It outlives the subscriptions of its group, as the offsets of a group do at a broker.
 */
export class Lane {
  readonly #waiting: Delivery[] = [];
  /** At each index the publish call that waits for the message there; none for a repetition. */
  readonly #owedTo: (PublishCall | undefined)[] = [];
  /** Repetitions that the faults hold back. */
  #heldBack: HeldBack[] = [];
  #batchesHandled = 0;
  #consumer: LaneConsumer | undefined;
  #running: Promise<void> | undefined;
  #backlog = 0;
  #resolveCaughtUp = (): void => undefined;

  constructor(private readonly options: LaneOptions) {}

  add(delivery: Delivery, call?: PublishCall): void {
    call?.owe();
    this.#waiting.push(delivery);
    this.#owedTo.push(call);
    this.#wake();
  }

  /** Begins to deliver. Resolves when everything that waits now has been handled. */
  attach(consumer: LaneConsumer): Promise<void> {
    this.#consumer = consumer;
    this.#backlog = this.#waiting.length;
    const caughtUp = new Promise<void>((resolve) => (this.#resolveCaughtUp = resolve));
    this.#countDown(0);
    this.#wake();
    return caughtUp;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Resolves when nothing is under way: all is handled, or the consumer was stopped. */
  async atRest(): Promise<void> {
    await this.#running;
  }

  /** Gives up what was not resolved; its publish calls reject. */
  abandon(error: Error): void {
    for (const call of this.#owedTo.splice(0)) call?.reject(error);
    this.#waiting.length = 0;
  }

  #wake(): void {
    if (this.#running !== undefined) return;
    if (this.#consumer === undefined || this.#consumer.signal.aborted) return;
    if (this.#hasMore()) this.#running = this.#run(this.#consumer);
  }

  async #run(consumer: LaneConsumer): Promise<void> {
    while (this.#hasMore()) {
      await this.#untilNextBatch();
      if (consumer.signal.aborted) break;
      this.#releaseRepetitions();
      const batch = this.#takeBatch();
      const owedTo = this.#owedTo.splice(0, batch.deliveries.length);
      if (!(await this.#deliver(batch, consumer))) {
        this.#waiting.unshift(...batch.deliveries);
        this.#owedTo.unshift(...owedTo);
        break;
      }
      this.#batchesHandled++;
      for (const call of owedTo) call?.settle();
      this.#countDown(batch.deliveries.length);
      if (this.options.faults) await this.#misbehave(this.options.faults, batch, owedTo, consumer);
    }
    // In the same tick as the last look at the queue, or a message could come in between unseen.
    this.#running = undefined;
  }

  /** Hands over one batch until it is resolved; false when stopped before. */
  async #deliver(batch: DeliveryBatch, consumer: LaneConsumer): Promise<boolean> {
    for (;;) {
      try {
        await consumer.handle(batch);
        consumer.troubles.clear(batch.partition);
        return true;
      } catch (error) {
        const tries = consumer.troubles.raise(batch.partition, error);
        consumer.onTrouble(error, batch, tries);
        await this.options.pause(tries, consumer.signal);
        if (consumer.signal.aborted) return false;
      }
    }
  }

  #takeBatch(): DeliveryBatch {
    const { topic, partition } = this.options;
    return { topic, partition, deliveries: this.#waiting.splice(0, MAX_BATCH_DELIVERIES) };
  }

  #countDown(handled: number): void {
    this.#backlog -= handled;
    if (this.#backlog <= 0) this.#resolveCaughtUp();
  }

  #hasMore(): boolean {
    return this.#waiting.length > 0 || this.#heldBack.length > 0;
  }

  /** One turn of the event loop, in which more may arrive and others get their share. */
  async #untilNextBatch(): Promise<void> {
    await nextTurn();
    const { faults, topic, partition } = this.options;
    for (let turns = faults?.stallTurns(topic, partition) ?? 0; turns > 0; turns--) {
      await nextTurn();
    }
  }

  async #misbehave(
    faults: BusFaults,
    batch: DeliveryBatch,
    owedTo: readonly (PublishCall | undefined)[],
    consumer: LaneConsumer,
  ): Promise<void> {
    batch.deliveries.forEach((delivery, index) => {
      // A repetition is not repeated, or it might never end.
      const batches = owedTo[index] && faults.repeatsAfterBatches(delivery);
      if (batches === undefined) return;
      this.#heldBack.push({ delivery, untilBatch: this.#batchesHandled + batches });
    });
    if (faults.redelivers(batch)) await this.#deliver(batch, consumer);
  }

  /** Puts repetitions behind all that waits, once they are due or nothing else is there. */
  #releaseRepetitions(): void {
    const nothingElse = this.#waiting.length === 0;
    const stillHeld: HeldBack[] = [];
    for (const held of this.#heldBack) {
      if (!nothingElse && held.untilBatch > this.#batchesHandled) stillHeld.push(held);
      else this.add({ ...held.delivery, offset: this.options.nextOffset() });
    }
    this.#heldBack = stillHeld;
  }
}
