import type { CoinsText } from '@gifting/kernel/coins';
import type { JsonObject, Position } from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { MoneyText } from '@gifting/kernel/money';

/** An event as the store keeps it; what an auditor may rely on. */
export interface AuditedEvent {
  readonly data: JsonObject;
  readonly metadata: {
    readonly recordedAt: string;
    readonly source?: { readonly position: Position; readonly producer: string };
  };
  readonly position: Position;
  readonly revision: number;
  readonly schemaVersion: number;
  readonly stream: string;
  readonly type: string;
}

/** Diamonds of one pinned rate. */
export type PayoutLine = {
  readonly microdiamonds: MicrodiamondsText;
  readonly netRate: MoneyText;
};

/**
 * The parts of the services' events that enter an equation. Auditors read streams, not the services'
 * code, so these shapes are written down here once more, on purpose.
 */
export type AuditedData = {
  PurchaseCaptured: {
    /** Absent when the purchase is held. */
    readonly grant?: object;
    readonly purchaseId: string;
    readonly report: { readonly paid: MoneyText; readonly viewerId: string };
  };
  PurchaseCredited: { readonly purchaseId: string };
  CoinsPurchased: {
    readonly coins: CoinsText;
    readonly paid: MoneyText;
    readonly purchaseId: string;
    readonly unitCost: MoneyText;
    readonly viewerId: string;
  };
  CoinsSpent: {
    readonly allocations: readonly Allocation[];
    readonly balanceAfter: CoinsText;
    readonly coins: CoinsText;
    readonly giftTxId: string;
  };
  CoinsRefunded: {
    readonly balanceAfter: CoinsText;
    readonly coins: CoinsText;
    readonly money: MoneyText;
    readonly purchaseId: string;
    readonly refundId: string;
    readonly value: MoneyText;
  };
  CoinsRefundDeclined: { readonly refundId: string };
  CoinsRestored: {
    readonly balanceAfter: CoinsText;
    readonly claimId: string;
    readonly coins: CoinsText;
    readonly kind: 'refund';
    readonly money: MoneyText;
    readonly purchaseId: string;
    readonly value: MoneyText;
  };
  RefundRequested: { readonly viewerId: string };
  RefundApproved: { readonly money: MoneyText; readonly refundId: string };
  RefundReported: { readonly amount: MoneyText; readonly refundId: string };
  RefundFailedReported: { readonly refundId: string; readonly viewerId: string };
  RefundReversedReported: {
    readonly amount: MoneyText;
    readonly refundId: string;
    readonly reported: boolean;
    readonly viewerId: string;
  };
  GiftSent: {
    readonly allocations: readonly Allocation[];
    readonly coins: CoinsText;
    readonly giftTxId: string;
    readonly netRate: MoneyText;
    readonly price: CoinsText;
    readonly quantity: number;
    readonly recipients: readonly {
      readonly creatorId: string;
      readonly microdiamonds: MicrodiamondsText;
    }[];
  };
  DiamondsCredited: {
    readonly creatorId: string;
    readonly giftTxId: string;
    readonly microdiamonds: MicrodiamondsText;
    readonly netRate: MoneyText;
  };
  DiamondsReserved: { readonly creatorId: string; readonly lines: readonly PayoutLine[] };
  DiamondsRedeemed: {
    readonly creatorId: string;
    readonly lines: readonly PayoutLine[];
    readonly payoutId: string;
  };
  DiamondsRestored: {
    readonly creatorId: string;
    readonly from: 'reserved' | 'redeemed';
    readonly lines: readonly PayoutLine[];
    readonly payoutId: string;
  };
  PayoutPaid: SettledPayout;
  PayoutReturned: SettledPayout;
};

export type Allocation = {
  readonly coins: CoinsText;
  readonly purchaseId: string;
  readonly value: MoneyText;
};

export type SettledPayout = {
  readonly commission: MoneyText;
  readonly creatorId: string;
  readonly gross: MoneyText;
  readonly lines: readonly PayoutLine[];
  /** What the creator gets. */
  readonly net: MoneyText;
  readonly payoutId: string;
  readonly providerFee: MoneyText;
  readonly providerFeeBearer: 'platform' | 'creator';
};
