import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import { endOfProcess, Follower, Progress } from '@gifting/engine';
import { refuse, type Refusal } from '@gifting/kernel';
import { Metrics, Readiness } from '@gifting/service';
import { TrialBalance, type TrialBalanceReport } from './domain/trial-balance';

/** How long a report waits until the books include the newest event. */
const WAIT_MS = 2_000;
/** How long the books let the rest of the process become ready first: they keep a core busy. */
const YIELD_MS = 10_000;
const PICO_PER_MICRO = 1_000_000n;

/**
 * Keeps the books: follows all events of the store, from the first one on, and posts each one. It
 * begins when the process is ready, for a gift must not wait until the whole history was gone through.
 */
@Injectable()
export class TrialBalanceFollower implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #books = new TrialBalance();
  readonly #progress = new Progress();
  readonly #follower: Follower;
  #begun: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {
    this.#follower = new Follower({
      streams: store,
      after: () => this.#progress.position,
      onBatch: ({ events, scannedTo }) => {
        for (const event of events) this.#books.apply(event);
        this.#showUnexplained();
        this.#progress.moveTo(scannedTo);
      },
      // What was posted once must not be posted again.
      onTrouble: endOfProcess,
    });
  }

  onApplicationBootstrap(): void {
    this.#begun = this.#othersReady().then(() => this.#follower.start());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#follower.stop();
    await this.#begun;
  }

  /** The books as of now: every event that the store holds at the time of the call is in them. */
  async report(): Promise<TrialBalanceReport | Refusal> {
    const head = await this.store.head();
    return (await this.#progress.reach(head, WAIT_MS))
      ? this.#books.report()
      : refuse('projection-behind', `the books are at position ${this.#progress.position}`);
  }

  #showUnexplained(): void {
    for (const currency of this.#books.currencies()) {
      const unexplained = this.#books.unexplained(currency);
      // Less than a micro would read as zero; it must alarm as well.
      const micros = unexplained / PICO_PER_MICRO || (unexplained === 0n ? 0n : 1n);
      this.metrics.setUnexplained(currency, micros);
    }
  }

  /** Waits at most ten seconds. When something cannot become ready, the books may show why. */
  async #othersReady(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, YIELD_MS);
      this.#follower.signal.addEventListener('abort', () => resolve());
    });
    await Promise.race([this.readiness.whenReady(), isLate]);
    clearTimeout(timer);
  }
}
