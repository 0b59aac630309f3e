import { type Coins } from '@gifting/kernel/coins';
import { type Micros, type Money } from '@gifting/kernel/money';
import { type RefusalCode } from '@gifting/kernel';
import type { Bundle, Policy } from './policy';
import type { Channel } from './policy.content';

/** A purchase as far as its price goes. `paid` excludes tax. */
export interface PurchaseToPrice {
  readonly paid: Money;
  /** Absent: a custom amount. */
  readonly bundleId?: string | undefined;
  readonly region: string;
  readonly channel: Channel;
}

/** What a purchase grants: `paid = coins × unitCost + residual`, exactly. */
export interface PricedPurchase {
  readonly coins: Coins;
  /** What one coin of the lot cost, in whole micros of the paid currency. */
  readonly unitCost: Micros;
  /** What was paid beyond that. Never negative. */
  readonly residual: Micros;
}

export type PricingHold = Extract<
  RefusalCode,
  'unknown-currency' | 'unknown-bundle' | 'price-mismatch' | 'amount-below-one-coin'
>;

export interface HeldPurchase {
  readonly held: PricingHold;
}

/**
 * Prices a purchase. A hold says what may be done about it: `unknown-bundle` and `price-mismatch`
 * can be released as a custom amount, by pricing again without the bundle; `unknown-currency` and
 * `amount-below-one-coin` can only be rejected, so the first of them goes before all others.
 */
export function pricePurchase(
  policy: Policy,
  purchase: PurchaseToPrice,
): PricedPurchase | HeldPurchase {
  const coinPrice = policy.coinPrices.get(purchase.paid.currency);
  if (coinPrice === undefined) return { held: 'unknown-currency' };
  return purchase.bundleId === undefined
    ? priceCustomAmount(purchase.paid.micros, coinPrice)
    : priceBundle(policy.bundles.get(purchase.bundleId), purchase);
}

function priceCustomAmount(paid: Micros, coinPrice: Micros): PricedPurchase | HeldPurchase {
  const coins = (paid / coinPrice) as Coins;
  return coins > 0n ? priced(paid, coins, coinPrice) : { held: 'amount-below-one-coin' };
}

function priceBundle(
  bundle: Bundle | undefined,
  { paid, region, channel }: PurchaseToPrice,
): PricedPurchase | HeldPurchase {
  if (bundle === undefined || !isOffered(bundle, { region, channel })) {
    return { held: 'unknown-bundle' };
  }
  const { price, coins } = bundle;
  if (price.currency !== paid.currency || price.micros !== paid.micros) {
    return { held: 'price-mismatch' };
  }
  return priced(paid.micros, coins, (paid.micros / coins) as Micros);
}

const priced = (paid: Micros, coins: Coins, unitCost: Micros): PricedPurchase => ({
  coins,
  unitCost,
  residual: (paid - coins * unitCost) as Micros,
});

/** Where somebody wants to buy; an absent member asks for all. */
export interface Market {
  readonly region?: string | undefined;
  readonly channel?: Channel | undefined;
}

/** The bundles sold in a market, in the order of the policy. */
export const offeredBundles = (policy: Policy, market: Market): readonly Bundle[] =>
  [...policy.bundles.values()].filter((bundle) => isOffered(bundle, market));

const isOffered = ({ regions, channels }: Bundle, { region, channel }: Market): boolean =>
  (region === undefined || regions === undefined || regions.includes(region)) &&
  (channel === undefined || channels === undefined || channels.includes(channel));
