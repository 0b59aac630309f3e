import type { CoinsText } from '@gifting/kernel/coins';
import type {
  CreatorId,
  GiftTxId,
  PayoutId,
  PurchaseId,
  RefusalCode,
  ViewerId,
} from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { MoneyText } from '@gifting/kernel/money';
import type { Allocation, GiftFacts, PayoutAmounts, Recipient } from './shared';

/**
 * The messages between services, by type. Version 1 of each; a change that an older release cannot
 * read is a new version. The key of a message is the name of its target stream.
 */
export type FeedMessages = {
  /** wallet → wallet-{viewerId}: grant a lot. */
  PurchaseCaptured: {
    readonly capturedAt: string;
    readonly coins: CoinsText;
    readonly paid: MoneyText;
    readonly policyVersion: number;
    readonly purchaseId: PurchaseId;
    readonly refundableUntil: string;
    readonly residual: MoneyText;
    readonly unitCost: MoneyText;
    readonly viewerId: ViewerId;
  };
  /** wallet → purchase-{purchaseId}: the lot was granted. */
  CoinsPurchased: {
    readonly coins: CoinsText;
    readonly purchaseId: PurchaseId;
    readonly viewerId: ViewerId;
  };
  /** gift → wallet-{viewerId}: spend coins. */
  GiftRequested: {
    readonly coins: CoinsText;
    readonly giftTxId: GiftTxId;
    readonly validUntil: string;
    readonly viewerId: ViewerId;
  };
  /** wallet → gift-{giftTxId} */
  CoinsSpent: {
    readonly allocations: readonly Allocation[];
    readonly balanceAfter: CoinsText;
    readonly coins: CoinsText;
    readonly giftTxId: GiftTxId;
  };
  /** wallet → gift-{giftTxId} */
  CoinsSpendDeclined: {
    readonly code: RefusalCode;
    readonly giftTxId: GiftTxId;
  };
  /** gift → earnings-{creatorId}, one for each recipient. No viewer where the gift is anonymous. */
  GiftSent: Omit<GiftFacts, 'recipients' | 'viewerId' | 'price'> & {
    readonly recipient: Recipient;
    readonly viewerId?: ViewerId;
  };
  /** payout → earnings-{creatorId}: reserve diamonds. */
  PayoutRequested: {
    readonly creatorId: CreatorId;
    /** Absent: all that can be withdrawn. */
    readonly microdiamonds?: MicrodiamondsText;
    /** Least net amount, before the provider's fee. */
    readonly minimum: MoneyText;
    readonly payoutId: PayoutId;
    readonly providerFee: MoneyText;
    readonly providerFeeBearer: 'platform' | 'creator';
  };
  /** creator-earnings → payout-{payoutId} */
  DiamondsReserved: PayoutAmounts & { readonly payoutId: PayoutId };
  /** creator-earnings → payout-{payoutId} */
  DiamondsReservationDeclined: { readonly code: RefusalCode; readonly payoutId: PayoutId };
  /** payout → earnings-{creatorId}: the diamonds are gone for good, unless the money comes back. */
  PayoutPaid: { readonly creatorId: CreatorId; readonly payoutId: PayoutId };
  /** payout → earnings-{creatorId}: give reserved diamonds back. */
  PayoutFailed: { readonly creatorId: CreatorId; readonly payoutId: PayoutId };
  PayoutDeclined: { readonly creatorId: CreatorId; readonly payoutId: PayoutId };
  PayoutCancelled: { readonly creatorId: CreatorId; readonly payoutId: PayoutId };
  /** payout → earnings-{creatorId}: the money came back after it was paid. */
  PayoutReturned: { readonly creatorId: CreatorId; readonly payoutId: PayoutId };
  /** a service → the target of an operation, in its own feed */
  OperationRequested: {
    readonly action: string;
    readonly operationId: string;
    readonly reason: string;
    readonly target: string;
  };
  /** the target of an operation → operation-{service}.{operationId} */
  OperationAnswered: {
    /** Why the target did not change; absent where it did. */
    readonly code?: RefusalCode;
    readonly operationId: string;
  };
};

export type FeedMessageType = keyof FeedMessages;
