import type { GiftAnswer } from '../api-client';
import type { GiftReceipt, Problem, PurchaseResult } from '../api-types';
import type { ReportedPurchase, Sending } from '../tape/steps';

const MOST_LISTED = 20;

/**
 * Counts what the API answered, and holds it against what the tape expects. An answer that the tape
 * contradicts is listed.
 */
export class Tally {
  readonly purchases = { accepted: 0, duplicate: 0, held: 0, parked: 0, rejected: 0 };
  readonly gifts = { sent: 0, declined: 0, replayed: 0 };
  readonly payouts = new Map<string, number>();
  coinsSpent = 0n;
  reads = 0;
  /** When the last gift was answered, on the clock of `performance`. */
  lastGiftMs = 0;
  readonly #contradictions: string[] = [];
  #contradictionCount = 0;

  get contradictions(): readonly string[] {
    return this.#contradictions;
  }

  get contradictionCount(): number {
    return this.#contradictionCount;
  }

  get giftCount(): number {
    return this.gifts.sent + this.gifts.declined;
  }

  /** A report that is known already may be a duplicate of what an earlier run reported. */
  purchase({ event, expected }: ReportedPurchase, result: PurchaseResult): void {
    this.purchases[result.status] += 1;
    const wanted = expected.status === 'held' ? `held ${expected.code}` : expected.status;
    const got = result.code === undefined ? result.status : `${result.status} ${result.code}`;
    if (result.status === 'duplicate') return;
    if (got !== wanted) this.contradiction(`purchase ${event.subject}`, wanted, got);
  }

  gift({ expected, key }: Sending, { body, replayed, status }: GiftAnswer): void {
    this.lastGiftMs = performance.now();
    if (replayed) this.gifts.replayed += 1;
    const wanted =
      expected.outcome === 'sent' ? `sent, balance ${expected.balance}` : expected.code;
    if (status === 201) {
      const { balance, coins } = body as GiftReceipt;
      this.gifts.sent += 1;
      this.coinsSpent += BigInt(coins ?? 0);
      const got = `sent, balance ${balance}`;
      if (got !== wanted) this.contradiction(`gift ${key}`, wanted, got);
      return;
    }
    const { code } = body as Problem;
    this.gifts.declined += 1;
    if (code !== wanted) this.contradiction(`gift ${key}`, wanted, code);
  }

  payout(state: string): void {
    this.payouts.set(state, (this.payouts.get(state) ?? 0) + 1);
  }

  compare(about: string, wanted: string, got: string | undefined): void {
    if (got !== wanted) this.contradiction(about, wanted, String(got));
  }

  contradiction(about: string, wanted: string, got: string): void {
    this.#contradictionCount += 1;
    if (this.#contradictions.length < MOST_LISTED) {
      this.#contradictions.push(`${about}: the tape says ${wanted}, the API ${got}`);
    }
  }
}
