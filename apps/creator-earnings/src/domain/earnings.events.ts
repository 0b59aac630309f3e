import type { CoinsText } from '@gifting/kernel/coins';
import type {
  CreatorId,
  DomainEvent,
  GiftId,
  GiftTxId,
  PayoutId,
  RefusalCode,
  SessionId,
  ViewerId,
} from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { MoneyText } from '@gifting/kernel/money';

/** Diamonds earned with one gift, and the facts of the gift that its creator may see. */
export type DiamondsCredited = DomainEvent<
  'DiamondsCredited',
  {
    readonly anonymous: boolean;
    /** Of the whole gift; `shareCoins` is the part that counts for this creator. */
    readonly coins: CoinsText;
    readonly creatorId: CreatorId;
    readonly giftId: GiftId;
    readonly giftTxId: GiftTxId;
    /** Gross and net value of one whole diamond, as the gift pinned it. */
    readonly grossRate: MoneyText;
    /** The note that holds the viewer's message. */
    readonly messageRef?: string;
    readonly microdiamonds: MicrodiamondsText;
    readonly netRate: MoneyText;
    readonly policyVersion: number;
    readonly quantity: number;
    readonly sessionId?: SessionId;
    readonly shareCoins: CoinsText;
    readonly splitVersion: number;
    /** Absent when the gift is anonymous. */
    readonly viewerId?: ViewerId;
  }
>;

/** Diamonds of one pinned rate. */
export type DiamondLine = {
  readonly grossRate: MoneyText;
  readonly microdiamonds: MicrodiamondsText;
  readonly netRate: MoneyText;
};

/** Set aside for one payout, whose amounts are fixed here. */
export type DiamondsReserved = DomainEvent<
  'DiamondsReserved',
  {
    readonly commission: MoneyText;
    readonly creatorId: CreatorId;
    /** net + commission + the provider's fee where the creator bears it */
    readonly gross: MoneyText;
    /** Oldest rate first; they add up to `microdiamonds`. */
    readonly lines: readonly DiamondLine[];
    readonly microdiamonds: MicrodiamondsText;
    /** What the creator receives, in whole minor units. */
    readonly net: MoneyText;
    readonly payoutId: PayoutId;
    readonly providerFee: MoneyText;
  }
>;

/** Nothing was set aside; the payout ends here. */
export type DiamondsReservationDeclined = DomainEvent<
  'DiamondsReservationDeclined',
  { readonly code: RefusalCode; readonly creatorId: CreatorId; readonly payoutId: PayoutId }
>;

type SettledDiamonds = {
  readonly creatorId: CreatorId;
  readonly lines: readonly DiamondLine[];
  readonly microdiamonds: MicrodiamondsText;
  readonly payoutId: PayoutId;
};

/** The payout was paid: the diamonds are gone, unless the money comes back. */
export type DiamondsRedeemed = DomainEvent<'DiamondsRedeemed', SettledDiamonds>;

/** Available again, each at the rate that it was earned at. */
export type DiamondsRestored = DomainEvent<
  'DiamondsRestored',
  {
    readonly creatorId: CreatorId;
    /** What they were: set aside for a payout that came to nothing, or paid and sent back. */
    readonly from: 'reserved' | 'redeemed';
    readonly lines: readonly DiamondLine[];
    readonly microdiamonds: MicrodiamondsText;
    readonly payoutId: PayoutId;
  }
>;

export type EarningsEvent =
  | DiamondsCredited
  | DiamondsReserved
  | DiamondsReservationDeclined
  | DiamondsRedeemed
  | DiamondsRestored;
