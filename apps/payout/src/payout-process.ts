import { setTimeout } from 'node:timers/promises';
import {
  type Clock,
  type CommandHandler,
  emptyStream,
  evolveStream,
  Follower,
  ManualClock,
  Progress,
  type StreamState,
} from '@gifting/engine';
import { type EventStore, retryPause, type StoredEvent } from '@gifting/event-store';
import { START } from '@gifting/kernel';
import { type PayoutCommand, payoutDecider } from './domain/payout.decider';
import {
  nextStep,
  type ProcessStep,
  stepAfter,
  stepAfterSend,
} from './domain/payout-process.decider';
import type { PaidPayout, PayoutState, SubmittedPayout } from './domain/payout.state';
import { payoutKind } from './incoming';
import type { PayoutOrder, PayoutProvider } from './payout-provider.port';

/** How many payouts are worked on at once, so that a long queue does not flood the provider. */
const MAX_AT_ONCE = 16;

/** A payout that is not over, as its stream has it. */
interface OpenPayout {
  readonly stream: string;
  record: StreamState<PayoutState>;
  /** Of its last event, so that what the process records stays in the same trace. */
  traceId: string | undefined;
  /** Tries that brought it no further; each waits longer than the one before. */
  tries: number;
  isBusy: boolean;
  /** Something happened while it was busy. */
  isStale: boolean;
  /** Ends the pause before the next step. */
  pause: AbortController | undefined;
}

export interface PayoutProcessOptions {
  readonly store: EventStore;
  readonly handler: CommandHandler;
  readonly provider: PayoutProvider;
  readonly clock: Clock;
  /** Told of every try that failed, and of every payout that only an operator can resolve. */
  readonly onTrouble: (error: unknown, stream: string) => void;
}

/**
 * Takes approved payouts to the provider and its answers into their streams.
 *
 * It keeps no state of its own: the open payouts are rebuilt from their streams at every start, what to
 * do is decided by pure functions, and everything is appended at the expected revision. So it may
 * crash between any two steps, and several instances may run: one of them records, the others find
 * that the stream has moved on.
 */
export class PayoutProcess {
  readonly #follower: Follower;
  readonly #progress = new Progress();
  readonly #open = new Map<string, OpenPayout>();
  readonly #queue = new Set<OpenPayout>();
  readonly #atWork = new Set<Promise<void>>();
  /** Before this, what a stream says may be long outdated, so nothing is done. */
  #isCaughtUp = false;

  constructor(private readonly options: PayoutProcessOptions) {
    this.#follower = new Follower({
      streams: options.store,
      categories: [payoutKind.category],
      after: () => this.#progress.position,
      onBatch: ({ events, scannedTo }) => {
        for (const event of events) this.#apply(event);
        this.#progress.moveTo(scannedTo);
      },
      onTrouble: (error) => options.onTrouble(error, payoutKind.category),
    });
  }

  async start(): Promise<void> {
    const { clock, store } = this.options;
    if (clock instanceof ManualClock) clock.onMove(() => this.#wakeAll());
    const head = await store.head();
    if (head === START) this.#isCaughtUp = true;
    void this.#progress.reach(head).then(() => {
      this.#isCaughtUp = true;
      this.#wakeAll();
    });
    this.#follower.start();
  }

  /** Takes up nothing more and waits for what is under way. */
  async stop(): Promise<void> {
    const stopped = this.#follower.stop();
    for (const { pause } of this.#open.values()) pause?.abort();
    await stopped;
    await Promise.all(this.#atWork);
  }

  #apply(event: StoredEvent): void {
    const { stream } = event;
    const payout = event.revision === 0 ? newPayout(stream) : this.#open.get(stream);
    // What is over was forgotten; a message that it noted later does not bring it back.
    if (payout === undefined) return;
    try {
      payout.record = evolveStream(payoutDecider, payout.record, event);
    } catch (error) {
      // One stream that cannot be must not hold up the payouts of all others.
      this.#forget(payout);
      this.options.onTrouble(error, stream);
      return;
    }
    payout.traceId = event.metadata.traceId;
    payout.tries = 0;
    this.#open.set(stream, payout);
    if (this.#isCaughtUp) this.#wake(payout);
    else if (this.#stepOf(payout).do === 'forget') this.#forget(payout);
  }

  #wakeAll(): void {
    for (const payout of this.#open.values()) this.#wake(payout);
  }

  #wake(payout: OpenPayout): void {
    payout.pause?.abort();
    if (payout.isBusy) payout.isStale = true;
    else this.#queue.add(payout);
    this.#workOff();
  }

  /** Takes the next step after a pause, unless something wakes the payout before. */
  #wakeAfter(payout: OpenPayout, pause: (signal: AbortSignal) => Promise<unknown>): void {
    payout.pause?.abort();
    const { signal } = (payout.pause = new AbortController());
    void pause(signal).then(() => {
      if (!signal.aborted) this.#wake(payout);
    });
  }

  #tryAgain(payout: OpenPayout): void {
    payout.tries += 1;
    this.#wakeAfter(payout, (signal) => retryPause(payout.tries, signal));
  }

  #workOff(): void {
    for (const payout of this.#queue) {
      if (this.#atWork.size >= MAX_AT_ONCE || this.#follower.signal.aborted) return;
      this.#queue.delete(payout);
      const work = this.#tend(payout);
      this.#atWork.add(work);
      void work.then(() => {
        this.#atWork.delete(work);
        this.#workOff();
      });
    }
  }

  /** Takes a payout one step on. Never rejects. */
  async #tend(payout: OpenPayout): Promise<void> {
    payout.isBusy = true;
    try {
      await this.#take(this.#stepOf(payout), payout);
    } catch (error) {
      this.options.onTrouble(error, payout.stream);
      this.#tryAgain(payout);
    }
    payout.isBusy = false;
    if (!payout.isStale) return;
    payout.isStale = false;
    this.#wake(payout);
  }

  async #take(step: ProcessStep, payout: OpenPayout): Promise<void> {
    const { provider, onTrouble } = this.options;
    switch (step.do) {
      case 'idle':
        return;
      case 'forget':
        return this.#forget(payout);
      case 'record':
        // The event comes back by `follow`, and with it the next step.
        return this.#record(step.command, payout);
      case 'ask': {
        const answer = await provider.ask(orderOf(step.about));
        const next = stepAfter(answer, step.about, provider, this.#nowFor(payout));
        return this.#take(next, payout);
      }
      case 'send': {
        const answer = await provider.send(orderOf(step.order));
        return this.#take(stepAfterSend(answer), payout);
      }
      case 'ask-soon':
        return this.#tryAgain(payout);
      case 'wait':
        payout.tries = 0;
        return this.#wakeAfter(payout, pauseOf(provider.askEveryMs[step.stage]));
      case 'call-operator':
        return onTrouble(new Error(step.reason), payout.stream);
    }
  }

  /** Where another instance was faster, its event comes by `follow` and the next step is another. */
  async #record(command: PayoutCommand, { record, stream, traceId }: OpenPayout): Promise<void> {
    const asked = traceId === undefined ? {} : { traceId };
    const [outcome] = await this.options.handler.handle([
      { kind: payoutKind, stream, asked, on: record, command: () => command },
    ]);
    if (outcome?.outcome === 'failed') throw outcome.error;
  }

  #stepOf(payout: OpenPayout): ProcessStep {
    return nextStep(payout.record.state, this.options.provider, this.#nowFor(payout));
  }

  /** The time at which something would be recorded now: it never falls within a stream. */
  #nowFor({ record }: OpenPayout): string {
    const now = this.options.clock.now();
    return now > record.recordedAt ? now : record.recordedAt;
  }

  #forget(payout: OpenPayout): void {
    payout.pause?.abort();
    this.#queue.delete(payout);
    this.#open.delete(payout.stream);
  }
}

const newPayout = (stream: string): OpenPayout => ({
  stream,
  record: emptyStream(payoutDecider.initial),
  traceId: undefined,
  tries: 0,
  isBusy: false,
  isStale: false,
  pause: undefined,
});

/** A pause of a fixed length, which ends early, without an error, when the signal aborts. */
const pauseOf = (ms: number) => (signal: AbortSignal) =>
  setTimeout(ms, undefined, { ref: false, signal }).catch(() => undefined);

const orderOf = (payout: SubmittedPayout | PaidPayout): PayoutOrder => ({
  payoutId: payout.request.payoutId,
  method: payout.request.method,
  destinationToken: payout.request.destinationToken,
  amount: payout.amounts.net,
  submittedAt: payout.submission.submittedAt,
  stage: payout.stage,
  reference: payout.stage === 'paid' ? payout.payment.providerReference : payout.providerReference,
});
