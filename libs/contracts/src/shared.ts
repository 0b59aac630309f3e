import type { CoinsText } from '@gifting/kernel/coins';
import type { CreatorId, GiftId, GiftTxId, PurchaseId, SessionId, ViewerId } from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { MoneyText } from '@gifting/kernel/money';

/** Coins taken from one lot, with what they had cost: coins × unit cost of the lot. */
export type Allocation = {
  readonly coins: CoinsText;
  readonly purchaseId: PurchaseId;
  readonly value: MoneyText;
};

/** A creator's part of a gift. A gift names each creator once. */
export type Recipient = {
  readonly creatorId: CreatorId;
  readonly microdiamonds: MicrodiamondsText;
  /** The part of the gift's coins that counts for this creator; the parts add up to the gift. */
  readonly shareCoins: CoinsText;
};

/** The facts of a gift that never change after it was asked for, whatever policy comes later. */
export type GiftFacts = {
  readonly anonymous: boolean;
  /** price × quantity */
  readonly coins: CoinsText;
  readonly giftId: GiftId;
  readonly giftTxId: GiftTxId;
  /** Gross and net value of one whole diamond, pinned here for every later event. */
  readonly grossRate: MoneyText;
  /** The note that holds the viewer's message; the text itself is in no event. */
  readonly messageRef?: string;
  readonly netRate: MoneyText;
  readonly policyVersion: number;
  /** Coins of one piece. */
  readonly price: CoinsText;
  readonly quantity: number;
  readonly recipients: readonly Recipient[];
  readonly sessionId?: SessionId;
  /** 0 where no split was agreed and the named creator gets all. */
  readonly splitVersion: number;
  readonly viewerId: ViewerId;
};

/** Diamonds of one pinned rate within a payout. */
export type PayoutLine = {
  readonly grossRate: MoneyText;
  readonly microdiamonds: MicrodiamondsText;
  readonly netRate: MoneyText;
};

/** gross = net + commission + the provider fee where the creator bears it. */
export type PayoutAmounts = {
  readonly commission: MoneyText;
  readonly gross: MoneyText;
  readonly lines: readonly PayoutLine[];
  readonly microdiamonds: MicrodiamondsText;
  readonly net: MoneyText;
  readonly providerFee: MoneyText;
};
