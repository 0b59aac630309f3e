import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import { comparePositions, type Position, refuse, type Refusal, START } from '@gifting/kernel';
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
  readonly #abort = new AbortController();
  #scannedTo: Position = START;
  #running: Promise<void> = Promise.resolve();
  #waiting: (() => void)[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  onApplicationBootstrap(): void {
    this.#running = this.#follow();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  /** The books as of now: every event that the store holds at the time of the call is in them. */
  async report(): Promise<TrialBalanceReport | Refusal> {
    const head = await this.store.head();
    const deadlineMs = performance.now() + WAIT_MS;
    while (comparePositions(this.#scannedTo, head) < 0) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) {
        return refuse('projection-behind', `the books are at position ${this.#scannedTo}`);
      }
      await this.#moved(leftMs);
    }
    return this.#books.report();
  }

  async #follow(): Promise<void> {
    await this.#othersReady();
    for await (const { events, scannedTo } of this.store.follow({
      after: START,
      signal: this.#abort.signal,
    })) {
      for (const event of events) this.#books.apply(event);
      this.#scannedTo = scannedTo;
      for (const currency of this.#books.currencies()) {
        const unexplained = this.#books.unexplained(currency);
        // Less than a micro would read as zero; it must alarm as well.
        const micros = unexplained / PICO_PER_MICRO || (unexplained === 0n ? 0n : 1n);
        this.metrics.setUnexplained(currency, micros);
      }
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }

  /** Not for ever: where something cannot become ready, the books may tell why. */
  async #othersReady(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const isLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, YIELD_MS);
      this.#abort.signal.addEventListener('abort', () => resolve());
    });
    await Promise.race([this.readiness.whenReady(), isLate]);
    clearTimeout(timer);
  }

  #moved(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
