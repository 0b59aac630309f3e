import type { CoinsText } from '@gifting/kernel/coins';
import type {
  CreatorId,
  DomainEvent,
  GiftId,
  GiftTxId,
  PurchaseId,
  RefusalCode,
  SessionId,
  ViewerId,
} from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { MoneyText } from '@gifting/kernel/money';

/** A creator's part of a gift. A gift names each creator once. */
export type Recipient = {
  readonly creatorId: CreatorId;
  readonly microdiamonds: MicrodiamondsText;
  /** The part of the gift's coins that counts for this creator; the parts add up to the gift. */
  readonly shareCoins: CoinsText;
};

/** Coins taken from one lot, with what they had cost. */
export type Allocation = {
  readonly coins: CoinsText;
  readonly purchaseId: PurchaseId;
  readonly value: MoneyText;
};

/** Priced when it is requested; a later policy never changes what these numbers mean. */
export type GiftRequested = DomainEvent<
  'GiftRequested',
  {
    readonly anonymous: boolean;
    /** price × quantity */
    readonly coins: CoinsText;
    readonly giftId: GiftId;
    readonly giftTxId: GiftTxId;
    /** Gross and net value of one whole diamond, and with them the payout currency. */
    readonly grossRate: MoneyText;
    /** The note that holds the viewer's message. */
    readonly messageRef?: string;
    readonly netRate: MoneyText;
    readonly policyVersion: number;
    /** Coins of one piece. */
    readonly price: CoinsText;
    readonly quantity: number;
    readonly recipients: readonly Recipient[];
    readonly sessionId?: SessionId;
    /** 0: no split was agreed, the named creator gets all. */
    readonly splitVersion: number;
    /** The wallet declines the spend after this time. */
    readonly validUntil: string;
    readonly viewerId: ViewerId;
  }
>;

/** The coins are spent; final for money. */
export type GiftSent = DomainEvent<
  'GiftSent',
  Omit<GiftRequested['data'], 'validUntil'> & {
    readonly allocations: readonly Allocation[];
    /** Of the viewer's wallet, right behind the spend. */
    readonly balanceAfter: CoinsText;
  }
>;

export type GiftDeclined = DomainEvent<
  'GiftDeclined',
  {
    readonly code: RefusalCode;
    readonly coins: CoinsText;
    readonly giftTxId: GiftTxId;
    readonly viewerId: ViewerId;
  }
>;

export type GiftEvent = GiftRequested | GiftSent | GiftDeclined;
