import type { CoinsText } from '@gifting/kernel/coins';
import type {
  DomainEvent,
  ProviderId,
  PurchaseId,
  RefusalCode,
  TransactionId,
  ViewerId,
} from '@gifting/kernel';
import type { MoneyText } from '@gifting/kernel/money';

/** What an upstream app says about a purchase. The same natural key always stands for the same report. */
export type PurchaseReport = {
  readonly bundleId?: string;
  readonly capturedAt: string;
  readonly channel: 'app' | 'web';
  /** Recorded only; enters no equation. */
  readonly channelFee?: MoneyText;
  readonly method: string;
  /** Without tax. */
  readonly paid: MoneyText;
  readonly provider: ProviderId;
  readonly region: string;
  /** Recorded only; enters no equation. */
  readonly tax?: MoneyText;
  readonly transactionId: TransactionId;
  readonly viewerId: ViewerId;
};

/** The CloudEvent that brought a report first, for tracing only. */
export type Upstream = {
  readonly id: string;
  /** Where in Kafka it stood; absent when it came over HTTP. */
  readonly message?: {
    readonly offset: string;
    readonly partition: number;
    readonly topic: string;
  };
  readonly source: string;
};

/** What the policy made of a report: the lot that is to be granted. */
export type Grant = {
  readonly coins: CoinsText;
  readonly refundableUntil: string;
  /** paid − coins × unitCost */
  readonly residual: MoneyText;
  /** What one coin of the lot cost, in whole micros. */
  readonly unitCost: MoneyText;
};

export type PurchaseCaptured = DomainEvent<
  'PurchaseCaptured',
  {
    /** Absent when the purchase is held. */
    readonly grant?: Grant;
    /** The version that priced it: the one active at capturedAt. */
    readonly policyVersion: number;
    readonly purchaseId: PurchaseId;
    readonly report: PurchaseReport;
    readonly upstream: Upstream;
  }
>;

/** Paid, but not to be granted before an operator decides; its money is in suspense. */
export type PurchaseHeld = DomainEvent<
  'PurchaseHeld',
  { readonly code: RefusalCode; readonly purchaseId: PurchaseId }
>;

/** The lot stands in the wallet: the coins can be spent. */
export type PurchaseCredited = DomainEvent<
  'PurchaseCredited',
  { readonly coins: CoinsText; readonly purchaseId: PurchaseId; readonly viewerId: ViewerId }
>;

export type PurchaseEvent = PurchaseCaptured | PurchaseHeld | PurchaseCredited;
