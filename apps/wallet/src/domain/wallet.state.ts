import type { Coins } from '@gifting/kernel/coins';
import type { Currency, Micros } from '@gifting/kernel/money';
import type { PurchaseId } from '@gifting/kernel';

/** A refund that took coins out of a lot and was not undone. */
export interface Refund {
  readonly refundId: string;
  /** At least one, so a lot has no more refunds than coins. */
  readonly coins: Coins;
  readonly money: Micros;
}

/** What is left of a purchase. granted = remaining + spent + Σ refunds */
export interface Lot {
  readonly purchaseId: PurchaseId;
  readonly granted: Coins;
  readonly remaining: Coins;
  readonly currency: Currency;
  /** What the whole lot cost. */
  readonly paid: Micros;
  /** What one coin cost, in whole micros. */
  readonly unitCost: Micros;
  readonly refunds: readonly Refund[];
}

/** Lots in the order granted, which is the order in which they are spent. */
export interface WalletState {
  readonly lots: readonly Lot[];
  /** Lots before this index have nothing left. */
  readonly firstOpenLot: number;
  /** Σ remaining */
  readonly balance: Coins;
  /** Nothing can be spent. */
  readonly frozen: boolean;
}

/** The index of the first lot at or after `from` that has coins left. */
export function openLotFrom(lots: readonly Lot[], from: number): number {
  let index = from;
  while (lots[index]?.remaining === 0n) index += 1;
  return index;
}
