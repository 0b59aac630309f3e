import type { CoinsText } from '@gifting/kernel/coins';
import type { DomainEvent, GiftTxId, PurchaseId, RefusalCode, ViewerId } from '@gifting/kernel';
import type { MoneyText } from '@gifting/kernel/money';

/** A lot is granted: the coins of one purchase, spent oldest first. */
export type CoinsPurchased = DomainEvent<
  'CoinsPurchased',
  {
    readonly balanceAfter: CoinsText;
    readonly capturedAt: string;
    readonly coins: CoinsText;
    readonly paid: MoneyText;
    readonly policyVersion: number;
    readonly purchaseId: PurchaseId;
    readonly refundableUntil: string;
    /** paid − coins × unitCost */
    readonly residual: MoneyText;
    readonly unitCost: MoneyText;
    readonly viewerId: ViewerId;
  }
>;

/** Coins taken from one lot, with what they had cost: coins × unit cost of the lot. */
export type Allocation = {
  readonly coins: CoinsText;
  readonly purchaseId: PurchaseId;
  readonly value: MoneyText;
};

export type CoinsSpent = DomainEvent<
  'CoinsSpent',
  {
    /** Oldest lot first; the coins add up to `coins`. */
    readonly allocations: readonly Allocation[];
    readonly balanceAfter: CoinsText;
    readonly coins: CoinsText;
    readonly giftTxId: GiftTxId;
  }
>;

export type CoinsSpendDeclined = DomainEvent<
  'CoinsSpendDeclined',
  {
    readonly balance: CoinsText;
    readonly code: RefusalCode;
    readonly coins: CoinsText;
    readonly giftTxId: GiftTxId;
  }
>;

export type WalletEvent = CoinsPurchased | CoinsSpent | CoinsSpendDeclined;
