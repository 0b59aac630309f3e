import { type Coins } from '@gifting/kernel/coins';
import { type Micros, micros, microsPerMinorUnit, type Money } from '@gifting/kernel/money';
import type { CatalogueGift, Policy } from './policy';

const ONE = micros(1_000_000);

/** The gift of this id; `undefined` where the policy has none. */
export const findGift = (policy: Policy, giftId: string): CatalogueGift | undefined =>
  policy.catalogue.get(giftId);

/** @param quantity a whole number, at least 1 */
export const priceOf = (gift: CatalogueGift, quantity: number): Coins =>
  (gift.coins * BigInt(quantity)) as Coins;

/**
 * What people are shown for a price in coins: half-up to the minor unit below one of the currency,
 * from one on half-up to the whole. It has a rate of its own and is never used for money.
 */
export function displayPrice({ displayRate }: Policy, coins: Coins): Money {
  const { currency } = displayRate;
  const exact = coins * displayRate.micros;
  const step = exact < ONE ? microsPerMinorUnit(currency) : ONE;
  return { currency, micros: (((exact + step / 2n) / step) * step) as Micros };
}
