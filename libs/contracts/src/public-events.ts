import type { CoinsText } from '@gifting/kernel/coins';
import type {
  CreatorId,
  GiftId,
  GiftTxId,
  PayoutId,
  PurchaseId,
  RefusalCode,
  SessionId,
  ViewerId,
} from '@gifting/kernel';
import type { DiamondsText } from '@gifting/kernel/diamonds';
import type { MoneyText } from '@gifting/kernel/money';

/** `gifting.coins-purchased.v1`, key viewerId: a lot was granted. */
export type CoinsPurchasedV1 = {
  readonly capturedAt: string;
  readonly coins: CoinsText;
  readonly grantedAt: string;
  readonly paid: MoneyText;
  readonly purchaseId: PurchaseId;
  readonly refundableUntil: string;
  readonly residual: MoneyText;
  readonly viewerId: ViewerId;
};

/** `gifting.gift-sent.v1`, key creatorId: one message for each recipient of a gift. */
export type GiftSentV1 = {
  readonly anonymous: boolean;
  readonly coins: CoinsText;
  readonly creatorId: CreatorId;
  readonly diamonds: DiamondsText;
  readonly giftId: GiftId;
  readonly giftTxId: GiftTxId;
  readonly quantity: number;
  readonly sentAt: string;
  readonly sessionId?: SessionId;
  /** This creator's part of `coins`. */
  readonly shareCoins: CoinsText;
  /** Absent when the gift is anonymous. */
  readonly viewerId?: ViewerId;
};

/** `gifting.diamonds-credited.v1`, key creatorId. */
export type DiamondsCreditedV1 = {
  readonly creatorId: CreatorId;
  readonly creditedAt: string;
  readonly diamonds: DiamondsText;
  readonly giftTxId: GiftTxId;
  readonly netRate: MoneyText;
};

/** `gifting.payout-requested.v1`, key creatorId. */
export type PayoutRequestedV1 = {
  readonly creatorId: CreatorId;
  /** Absent: all that can be withdrawn. */
  readonly diamonds?: DiamondsText;
  readonly method: 'paypal' | 'bank';
  readonly payoutId: PayoutId;
  readonly requestedAt: string;
};

/** `gifting.payout-settled.v1`, key creatorId: how a payout ended. */
export type PayoutSettledV1 = {
  readonly code?: RefusalCode;
  readonly commission?: MoneyText;
  readonly creatorId: CreatorId;
  readonly diamonds?: DiamondsText;
  readonly gross?: MoneyText;
  readonly net?: MoneyText;
  readonly payoutId: PayoutId;
  readonly providerFee?: MoneyText;
  readonly settledAt: string;
  readonly state: 'paid' | 'failed' | 'returned' | 'declined' | 'cancelled';
};

/** Public events by topic key of `PUBLIC_TOPICS`; each has a JSON Schema in `schemas/`. */
export type PublicEvents = {
  coinsPurchased: CoinsPurchasedV1;
  giftSent: GiftSentV1;
  diamondsCredited: DiamondsCreditedV1;
  payoutRequested: PayoutRequestedV1;
  payoutSettled: PayoutSettledV1;
};
