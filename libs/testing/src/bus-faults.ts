import type { BusFaults } from '@gifting/bus/adapters';
import { seededRandom } from './seeded-random';

/** How often an embedded bus misbehaves, each from 0 to 1. */
export interface BusFaultRates {
  /** Of messages that come a second time, up to six batches later. */
  readonly repeats: number;
  /** Of batches that come again although they were resolved. */
  readonly redeliveries: number;
  /** Of batches before which their partition stands still, while others go on. */
  readonly stalls: number;
}

const MOST_BATCHES_LATER = 6;
const MOST_STALLED_TURNS = 20;

/**
 * Faults drawn from a seed, for `new EmbeddedBus({ faults })`. Print the seed when a test fails.
 * The counts let a test show that the faults were there.
 */
export class SeededBusFaults implements BusFaults {
  #random: () => number;
  #repeats = 0;
  #redeliveries = 0;
  #stalls = 0;

  constructor(
    readonly seed: number,
    private readonly rates: BusFaultRates = { repeats: 0.5, redeliveries: 0.2, stalls: 0.5 },
  ) {
    this.#random = seededRandom(seed);
  }

  get counts(): { readonly [Fault in keyof BusFaultRates]: number } {
    return { repeats: this.#repeats, redeliveries: this.#redeliveries, stalls: this.#stalls };
  }

  repeatsAfterBatches(): number | undefined {
    if (!this.#happens(this.rates.repeats)) return undefined;
    this.#repeats += 1;
    return this.#below(MOST_BATCHES_LATER + 1);
  }

  redelivers(): boolean {
    const happens = this.#happens(this.rates.redeliveries);
    if (happens) this.#redeliveries += 1;
    return happens;
  }

  stallTurns(): number {
    if (!this.#happens(this.rates.stalls)) return 0;
    this.#stalls += 1;
    return 1 + this.#below(MOST_STALLED_TURNS);
  }

  #happens(rate: number): boolean {
    return this.#random() < rate;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }
}
