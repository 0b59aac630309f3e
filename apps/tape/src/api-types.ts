import type { Channel, PayoutMethod } from '@gifting/kernel/facts';
import type { CoinsText } from '@gifting/kernel/coins';
import type { MoneyText } from '@gifting/kernel/money';
import type { RefusalCode } from '@gifting/kernel';

/** What an upstream app says about a captured purchase. Without `bundleId` it is a custom amount. */
export interface PurchaseReport {
  readonly provider: string;
  readonly transactionId: string;
  readonly viewerId: string;
  readonly region: string;
  readonly channel: Channel;
  readonly method: string;
  readonly bundleId?: string;
  /** Without tax. */
  readonly paid: MoneyText;
  readonly tax?: MoneyText;
  readonly channelFee?: MoneyText;
  /** RFC 3339 UTC. */
  readonly capturedAt: string;
}

/** A CloudEvent 1.0 that carries a captured purchase. */
export interface PurchaseEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: 'purchase.captured.v1';
  /** `{provider}.{transactionId}` */
  readonly subject: string;
  readonly data: PurchaseReport;
}

/** The id and source are for tracing only: the natural key in the report tells duplicates. */
export const purchaseEvent = (
  id: string,
  source: string,
  report: PurchaseReport,
): PurchaseEvent => ({
  specversion: '1.0',
  id,
  source,
  type: 'purchase.captured.v1',
  subject: `${report.provider}.${report.transactionId}`,
  data: report,
});

export interface FieldFault {
  readonly field: string;
  readonly reason: string;
}

/** What became of one purchase event. */
export interface PurchaseResult {
  readonly id: string;
  readonly status: 'accepted' | 'duplicate' | 'held' | 'parked' | 'rejected';
  readonly code?: RefusalCode;
  readonly purchaseId?: string;
  /** Present once the coins can be spent. */
  readonly position?: string;
  readonly errors?: readonly FieldFault[];
}

export interface GiftRequest {
  readonly giftId: string;
  readonly quantity: number;
  readonly creatorId: string;
  readonly sessionId?: string;
  readonly message?: string;
  readonly anonymous?: boolean;
}

/** A gift that was sent, or waits for its coins. */
export interface GiftReceipt {
  readonly giftTxId: string;
  readonly state: 'requested' | 'sent' | 'declined' | 'reversed';
  readonly position: string;
  /** What the wallet holds right behind the gift; absent until it is sent. */
  readonly balance?: CoinsText;
  readonly coins?: CoinsText;
}

export interface PayoutRequest {
  readonly method: PayoutMethod;
  readonly destinationToken: string;
}

export interface PayoutView {
  readonly payoutId: string;
  readonly state: string;
  readonly code?: RefusalCode;
  readonly method: string;
  readonly diamonds: string | null;
  readonly net: MoneyText | null;
}

export interface WalletView {
  readonly viewerId: string;
  readonly coins: CoinsText;
  readonly position: string;
}

export interface PurchaseView {
  readonly purchaseId: string;
  readonly state: string;
  readonly capturedAt: string;
}

export interface EarningsView {
  readonly creatorId: string;
  readonly diamonds: Readonly<
    Record<
      'total' | 'pending' | 'available' | 'reserved' | 'held' | 'redeemed' | 'clawedBack',
      string
    >
  >;
  readonly withdrawable: { readonly diamonds: string; readonly money: MoneyText };
}

export interface SupporterView {
  readonly rank: number;
  /** Null in the row of all anonymous gifts. */
  readonly viewerId: string | null;
  readonly coins: CoinsText;
  readonly gifts: number;
}

export interface TrialBalanceView {
  readonly asOf: string;
  readonly coins: Readonly<Record<string, string>>;
  readonly diamonds: Readonly<Record<string, string>>;
  /** By currency, term by term. */
  readonly money: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly balanced: boolean;
  readonly violations: readonly {
    readonly position: string;
    readonly stream: string;
    readonly detail: string;
  }[];
}

export interface PolicyView<Content> {
  readonly version: number;
  readonly content: Content;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A refusal of RFC 9457. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly traceId?: string;
  readonly errors?: readonly FieldFault[];
}
