import { type Coins, parseCoins } from '@gifting/kernel/coins';
import {
  type Currency,
  type Micros,
  type Money,
  parseMoney,
  parseRate,
} from '@gifting/kernel/money';
import { type GiftId, InvariantViolation, type ProviderId } from '@gifting/kernel';
import { type Microdiamonds } from '@gifting/kernel/diamonds';
import {
  type BundleContent,
  type CapContent,
  type Channel,
  type ChargebackPolicy,
  type FeeBearer,
  parseFigure,
  type PayoutMethod,
  type PolicyContent,
  type RefundReason,
} from './policy.content';
import { type DiamondRate, diamondRate, microdiamondsPerCoin } from './rates';

export interface Bundle {
  readonly bundleId: string;
  readonly coins: Coins;
  readonly price: Money;
  /** Where it is sold; `undefined`: everywhere. */
  readonly regions: readonly string[] | undefined;
  /** On which channels it is sold; `undefined`: on all. */
  readonly channels: readonly Channel[] | undefined;
}

/** The most that one viewer may pay on one local day, in one region or all, by one provider or all. */
export interface Cap {
  readonly perLocalDay: Money;
  readonly region: string | undefined;
  readonly provider: ProviderId | undefined;
}

export interface CatalogueGift {
  readonly giftId: GiftId;
  readonly name: string;
  readonly coins: Coins;
  readonly effect: string;
}

export interface PayoutTerms {
  /** Net, before provider fees. */
  readonly minimum: Money;
  /** The highest net that needs no operator; `undefined`: no limit. */
  readonly autoApproveLimit: Money | undefined;
  readonly feeBorneBy: FeeBearer;
  readonly providerFees: Readonly<Record<PayoutMethod, Money>>;
}

export interface RefundTerms {
  /** From the capture, inclusive. */
  readonly windowHours: number;
  readonly reasons: readonly RefundReason[];
}

/** The rules of the economy, ready to compute with. Lists keep the order of the content. */
export interface Policy {
  readonly name: string;
  /** What one coin of a custom amount costs. */
  readonly coinPrices: ReadonlyMap<Currency, Micros>;
  /** By bundle id. */
  readonly bundles: ReadonlyMap<string, Bundle>;
  readonly microdiamondsPerCoin: Microdiamonds;
  readonly diamond: DiamondRate;
  readonly commissionBps: bigint;
  readonly maturityHours: number;
  readonly payout: PayoutTerms;
  readonly refund: RefundTerms;
  readonly chargeback: ChargebackPolicy;
  readonly caps: readonly Cap[];
  /** By gift id. */
  readonly catalogue: ReadonlyMap<string, CatalogueGift>;
  /** Per coin, for display only. */
  readonly displayRate: Money;
}

/**
 * The policy of a content in which `validatePolicy` finds no fault, as every recorded one is.
 * @throws AmountError or InvariantViolation where it would have found one, instead of rounding
 */
export function parsePolicy(content: PolicyContent): Policy {
  const { conversion, diamond } = content;
  const commissionBps = parseFigure(diamond.commissionBps);
  return {
    name: content.name,
    coinPrices: new Map(
      content.coinPrices.map(parseRate).map(({ currency, micros }) => [currency, micros]),
    ),
    bundles: new Map(content.bundles.map((bundle) => [bundle.bundleId, parseBundle(bundle)])),
    microdiamondsPerCoin: exact(
      microdiamondsPerCoin(parseFigure(conversion.numerator), parseFigure(conversion.denominator)),
      'a coin gives fractions of a microdiamond',
    ),
    diamond: exact(
      diamondRate(parseRate(diamond.grossValue), commissionBps),
      'the net value of a diamond is not whole micros',
    ),
    commissionBps,
    maturityHours: Number(parseFigure(content.maturityHours)),
    payout: parsePayoutTerms(content.payout),
    refund: {
      windowHours: Number(parseFigure(content.refund.windowHours)),
      reasons: content.refund.reasons,
    },
    chargeback: content.chargeback,
    caps: content.caps.map(parseCap),
    catalogue: new Map(
      content.catalogue.map((gift) => [
        gift.giftId,
        { ...gift, giftId: gift.giftId as GiftId, coins: parseCoins(gift.coins) },
      ]),
    ),
    displayRate: parseRate(content.displayRate),
  };
}

const parseBundle = (bundle: BundleContent): Bundle => ({
  bundleId: bundle.bundleId,
  coins: parseCoins(bundle.coins),
  price: parseMoney(bundle.price),
  regions: bundle.regions,
  channels: bundle.channels,
});

const parseCap = (cap: CapContent): Cap => ({
  perLocalDay: parseMoney(cap.perLocalDay),
  region: cap.region,
  provider: cap.provider as ProviderId | undefined,
});

const parsePayoutTerms = (payout: PolicyContent['payout']): PayoutTerms => ({
  minimum: parseMoney(payout.minimum),
  autoApproveLimit: payout.autoApproveLimit && parseMoney(payout.autoApproveLimit),
  feeBorneBy: payout.providerFees.borneBy,
  providerFees: {
    paypal: parseMoney(payout.providerFees.paypal),
    bank: parseMoney(payout.providerFees.bank),
  },
});

function exact<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new InvariantViolation(otherwise);
  return value;
}
