import type { Brand } from './brand';
import { AmountError, MAX_UNITS } from './decimal';

/** Whole coins. A coin is bought by viewers, spent on gifts, never cashed out and never moved. */
export type Coins = Brand<bigint, 'coins'>;
/** Coins as they stand in JSON: `"833"`. */
export type CoinsText = Brand<string, 'coins'>;

/** An amount that has no parts. */
export const WHOLE = /^(0|[1-9][0-9]{0,18})$/;

export const coins = (amount: bigint | number): Coins => BigInt(amount) as Coins;
export const NO_COINS = coins(0n);

/** @throws AmountError unless the text is a whole number of coins, `"0"` to 10^18 */
export function parseCoins(text: string): Coins {
  if (!WHOLE.test(text)) throw new AmountError('must be a whole number of coins such as "833"');
  const amount = BigInt(text);
  if (amount > MAX_UNITS) throw new AmountError('must not exceed 10^18 coins');
  return amount as Coins;
}

export const printCoins = (amount: Coins): CoinsText => amount.toString() as CoinsText;
/** Coins of an event that this project wrote: checked when they were written, only converted here. */
export const readCoins = (text: CoinsText): Coins => BigInt(text) as Coins;

export const addCoins = (a: Coins, b: Coins): Coins => (a + b) as Coins;
export const subtractCoins = (a: Coins, b: Coins): Coins => (a - b) as Coins;
export const minCoins = (a: Coins, b: Coins): Coins => (a < b ? a : b);
