import type { CoinsText } from '@gifting/kernel/coins';
import type { Currency, MoneyText } from '@gifting/kernel/money';
import type { BundleContent, CatalogueContent } from '../policy.content';

export const money = (currency: string, value: string): MoneyText => ({
  currency: currency as Currency,
  value,
});

export const usd = (value: string): MoneyText => money('USD', value);

/** A bundle of a name that tells its coins, such as `coins-70`. */
export const bundle = (coins: string, price: MoneyText): BundleContent => ({
  bundleId: `coins-${coins}`,
  coins: coins as CoinsText,
  price,
});

export const gift = (
  giftId: string,
  name: string,
  coins: string,
  effect: string,
): CatalogueContent => ({ giftId, name, coins: coins as CoinsText, effect });
