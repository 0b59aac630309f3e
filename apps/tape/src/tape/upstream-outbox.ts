import { purchaseEvent } from '../api-types';
import type { Random } from './random';
import type { Purchase, Shop } from './shop';
import type { PurchaseStep, ReportedPurchase } from './steps';

/** As large as apps make their batches; the API takes 500. */
const MOST_PER_BATCH = 100;

/**
 * What upstream apps have still to report. They report in any order, some things late, some again
 * under another event id.
 */
export class UpstreamOutbox {
  /** Purchases by the slice of the evening in which they are reported. */
  readonly #due = new Map<number, Purchase[]>();
  readonly #reported = new WeakSet<Purchase>();
  #events = 0;

  /** @param longestDelay in slices */
  constructor(
    private readonly shop: Shop,
    private readonly random: Random,
    private readonly duplicateShare: number,
    private readonly longestDelay: number,
  ) {}

  /** To be reported in this slice, or late; repeats follow at once or later. */
  post(purchase: Purchase, slice: number, { late = false } = {}): void {
    this.#add(purchase, late ? this.#laterThan(slice) : slice);
    // So that of all events, not of all purchases, this share repeats another one.
    while (this.random.chance(this.duplicateShare)) {
      this.#add(purchase, this.random.chance(0.5) ? slice : this.#laterThan(slice));
    }
  }

  /** The batches of one slice, of each app its own. */
  take(slice: number): readonly PurchaseStep[] {
    const purchases = this.#due.get(slice) ?? [];
    this.#due.delete(slice);
    return this.#batches(purchases);
  }

  /** The batches of everything that is left. */
  takeRest(): readonly PurchaseStep[] {
    const slices = [...this.#due.keys()].sort((a, b) => a - b);
    return slices.flatMap((slice) => this.take(slice));
  }

  /** One batch of purchases that were made in the same app. */
  readonly batchOf = (purchases: readonly Purchase[]): PurchaseStep => {
    const [first] = purchases;
    if (first === undefined) throw new RangeError('a batch has at least one event');
    return { kind: 'purchases', app: first.app, reports: purchases.map(this.#reportOf) };
  };

  #batches(purchases: readonly Purchase[]): readonly PurchaseStep[] {
    const byApp = new Map<string, Purchase[]>();
    for (const purchase of this.random.shuffled(purchases)) {
      const { name } = purchase.app;
      byApp.set(name, [...(byApp.get(name) ?? []), purchase]);
    }
    return [...byApp.values()].flatMap((all) => chunksOf(all, MOST_PER_BATCH).map(this.batchOf));
  }

  readonly #reportOf = (purchase: Purchase): ReportedPurchase => {
    this.#events += 1;
    const { app, report } = purchase;
    const known = this.#reported.has(purchase);
    this.#reported.add(purchase);
    return {
      event: purchaseEvent(`${app.name}-${this.#events}`, `/upstream/${app.name}`, report),
      expected: known ? { status: 'duplicate' } : this.shop.outcomeOf(purchase),
    };
  };

  #laterThan(slice: number): number {
    return slice + this.random.between(1, this.longestDelay);
  }

  #add(purchase: Purchase, slice: number): void {
    const due = this.#due.get(slice);
    if (due === undefined) this.#due.set(slice, [purchase]);
    else due.push(purchase);
  }
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, n) => items.slice(n * size, (n + 1) * size));
}
