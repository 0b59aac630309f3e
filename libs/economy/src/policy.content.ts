import { type CoinsText } from '@gifting/kernel/coins';
import { type MoneyText } from '@gifting/kernel/money';
import { type Channel, type FeeBearer, type PayoutMethod, REGION } from '@gifting/kernel/facts';
import { parseDecimal } from '@gifting/kernel';

export {
  type Channel,
  CHANNELS,
  FEE_BEARERS,
  type FeeBearer,
  PAYOUT_METHODS,
  type PayoutMethod,
} from '@gifting/kernel/facts';

export const REFUND_REASONS = ['technical', 'accidental'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

/** Who carries spent coins that a dispute takes back: the viewer as debt, or the platform at once. */
export const CHARGEBACK_POLICIES = ['viewerDebt', 'platformAbsorbs'] as const;
export type ChargebackPolicy = (typeof CHARGEBACK_POLICIES)[number];

/** A region as the purchase of an upstream app names it, such as `US` or `US-CA`. */
export const isRegion = (text: unknown): text is string =>
  typeof text === 'string' && REGION.test(text);

/**
 * Reads a figure that is no amount: hours, basis points, a part of a fraction.
 * @throws AmountError
 */
export const parseFigure = (text: string): bigint => parseDecimal(text, 0);

export type BundleContent = {
  readonly bundleId: string;
  readonly coins: CoinsText;
  readonly price: MoneyText;
  /** Where it is sold; absent: everywhere. */
  readonly regions?: readonly string[];
  /** On which channels it is sold; absent: on all. */
  readonly channels?: readonly Channel[];
};

export type CapContent = {
  /** The most that one viewer may pay on one local day. */
  readonly perLocalDay: MoneyText;
  /** Counts purchases of this region only; absent: of all. */
  readonly region?: string;
  /** Counts purchases through this provider only; absent: through all. */
  readonly provider?: string;
};

export type CatalogueContent = {
  readonly giftId: string;
  readonly name: string;
  readonly coins: CoinsText;
  /** The look of the gift on a stream, by a name that clients know. */
  readonly effect: string;
};

/**
 * The rules of the economy as data: what `PolicyActivated` records, what `/v1/policies/current` shows
 * and what an operator activates. Members stand in any order, and every figure is a string.
 */
export type PolicyContent = {
  readonly name: string;
  /** What one coin of a custom amount costs, once per currency in which coins are sold. */
  readonly coinPrices: readonly MoneyText[];
  readonly bundles: readonly BundleContent[];
  /** Diamonds per coin, as a fraction. */
  readonly conversion: { readonly numerator: string; readonly denominator: string };
  /** The worth of one diamond, and what of it the platform keeps. */
  readonly diamond: { readonly grossValue: MoneyText; readonly commissionBps: string };
  /** From the credit until diamonds are available; `"0"`: at once. */
  readonly maturityHours: string;
  readonly payout: {
    /** Net, before provider fees. */
    readonly minimum: MoneyText;
    /** The highest net that needs no operator; absent: no limit. */
    readonly autoApproveLimit?: MoneyText;
    /** What the provider takes for one payout by each method, and who bears it. */
    readonly providerFees: { readonly borneBy: FeeBearer } & Readonly<
      Record<PayoutMethod, MoneyText>
    >;
  };
  readonly refund: {
    /** From the capture, inclusive. */
    readonly windowHours: string;
    readonly reasons: readonly RefundReason[];
  };
  readonly chargeback: ChargebackPolicy;
  readonly caps: readonly CapContent[];
  readonly catalogue: readonly CatalogueContent[];
  /** Per coin, to show what a gift is worth about. Never used for money. */
  readonly displayRate: MoneyText;
};
