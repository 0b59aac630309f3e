import type { FeeBearer, PayoutMethod } from '@gifting/economy';
import type { CreatorId, DomainEvent, PayoutId, RefusalCode } from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { MoneyText } from '@gifting/kernel/money';

/** The terms are those of the policy active when it is asked for; a later policy changes none. */
export type PayoutRequested = DomainEvent<
  'PayoutRequested',
  {
    /** The highest net, before provider fees, that needs no operator; absent: no limit. */
    readonly autoApproveLimit?: MoneyText;
    readonly creatorId: CreatorId;
    /** The vault's reference; where the money goes is known to the vault alone. */
    readonly destinationToken: string;
    readonly method: PayoutMethod;
    /** Absent: all that can be withdrawn. */
    readonly microdiamonds?: MicrodiamondsText;
    /** Net, before provider fees. */
    readonly minimum: MoneyText;
    readonly payoutId: PayoutId;
    readonly policyVersion: number;
    readonly providerFee: MoneyText;
    readonly providerFeeBearer: FeeBearer;
  }
>;

/** Diamonds of one pinned rate. */
export type DiamondLine = {
  readonly grossRate: MoneyText;
  readonly microdiamonds: MicrodiamondsText;
  readonly netRate: MoneyText;
};

/** gross = net + commission + the provider's fee where the creator bears it. */
export type PayoutAmounts = {
  readonly commission: MoneyText;
  readonly gross: MoneyText;
  readonly lines: readonly DiamondLine[];
  readonly microdiamonds: MicrodiamondsText;
  /** What the creator receives, in whole minor units. */
  readonly net: MoneyText;
  readonly providerFee: MoneyText;
};

/** The creator's diamonds are set aside; the amounts are final. */
export type PayoutReserved = DomainEvent<
  'PayoutReserved',
  {
    readonly amounts: PayoutAmounts;
    readonly creatorId: CreatorId;
    readonly payoutId: PayoutId;
  }
>;

export type PayoutApproved = DomainEvent<
  'PayoutApproved',
  {
    /** True: within the policy's limit, so that nobody had to look at it. */
    readonly automatic: boolean;
    readonly creatorId: CreatorId;
    readonly payoutId: PayoutId;
  }
>;

export type PayoutDeclined = DomainEvent<
  'PayoutDeclined',
  { readonly code: RefusalCode; readonly creatorId: CreatorId; readonly payoutId: PayoutId }
>;

/** By the creator, before it was submitted. */
export type PayoutCancelled = DomainEvent<
  'PayoutCancelled',
  { readonly creatorId: CreatorId; readonly payoutId: PayoutId }
>;

/** Recorded before the provider is called: from here on, the provider may have it. */
export type PayoutSubmitted = DomainEvent<
  'PayoutSubmitted',
  {
    readonly creatorId: CreatorId;
    readonly payoutId: PayoutId;
    readonly provider: string;
    /** From here the provider's own dedupe window counts. */
    readonly submittedAt: string;
  }
>;

type Payment = PayoutAmounts & {
  readonly creatorId: CreatorId;
  readonly payoutId: PayoutId;
  readonly providerFeeBearer: FeeBearer;
  /** The provider's own name for the payment. */
  readonly providerReference: string;
};

export type PayoutPaid = DomainEvent<
  'PayoutPaid',
  Payment & {
    /** Until then the money may still come back; absent: it cannot. */
    readonly returnableUntil?: string;
  }
>;

/** The provider did not pay. */
export type PayoutFailed = DomainEvent<
  'PayoutFailed',
  {
    readonly creatorId: CreatorId;
    readonly payoutId: PayoutId;
    /** The provider's word for it. */
    readonly reason: string;
  }
>;

/** The creator's `net` came back after it was paid; the provider keeps its fee. */
export type PayoutReturned = DomainEvent<'PayoutReturned', Payment>;

export type PayoutEvent =
  | PayoutRequested
  | PayoutReserved
  | PayoutApproved
  | PayoutDeclined
  | PayoutCancelled
  | PayoutSubmitted
  | PayoutPaid
  | PayoutFailed
  | PayoutReturned;
