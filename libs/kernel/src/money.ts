import type { Brand } from './brand';
import { type Currency, isCurrency, microsPerMinorUnit, minorDigits } from './currency';
import { AmountError, parseDecimal, printDecimal } from './decimal';

export { CURRENCIES, type Currency, isCurrency, microsPerMinorUnit, minorDigits } from './currency';

/** Money of an unnamed currency in millionths of its unit: USD 1 = 1,000,000 µ. */
export type Micros = Brand<bigint, 'micros'>;

export interface Money {
  readonly currency: Currency;
  readonly micros: Micros;
}

/** Money as it stands in JSON: `{"currency":"USD","value":"2.08"}`. */
export type MoneyText = {
  readonly currency: Currency;
  readonly value: string;
};

const SCALE = 6;

export const micros = (amount: bigint | number): Micros => BigInt(amount) as Micros;
export const NO_MICROS = micros(0n);
export const addMicros = (a: Micros, b: Micros): Micros => (a + b) as Micros;
export const subtractMicros = (a: Micros, b: Micros): Micros => (a - b) as Micros;

/**
 * Reads money that somebody hands in. Cash moves in whole minor units, so finer amounts are refused.
 * @throws AmountError
 */
export function parseMoney(text: { currency: string; value: string }): Money {
  if (!isCurrency(text.currency)) throw new AmountError('currency must be a code of ISO 4217');
  const value = parseDecimal(text.value, SCALE, minorDigits(text.currency));
  return { currency: text.currency, micros: value as Micros };
}

/** Reads a price or a rate, which may be finer than a minor unit. @throws AmountError */
export function parseRate(text: { currency: string; value: string }): Money {
  if (!isCurrency(text.currency)) throw new AmountError('currency must be a code of ISO 4217');
  return { currency: text.currency, micros: parseDecimal(text.value, SCALE) as Micros };
}

/** Prints the minor digits always, and up to six where they are not zero: `"10.00"`, `"0.004"`. */
export const printMoney = (currency: Currency, value: Micros): MoneyText => ({
  currency,
  value: printDecimal(value, SCALE, minorDigits(currency)),
});

/** Money of an event that this project wrote; unlike input it may be negative. */
export function readMicros(text: MoneyText): Micros {
  const negative = text.value.startsWith('-');
  const value = parseDecimal(negative ? text.value.slice(1) : text.value, SCALE);
  return (negative ? -value : value) as Micros;
}

/** The whole minor units in an amount, rounded down: cash never leaves in fractions of a cent. */
export function floorToMinorUnits(currency: Currency, value: Micros): Micros {
  const unit = microsPerMinorUnit(currency);
  // The remainder of a negative bigint is negative, which alone would round towards zero.
  return (value - (((value % unit) + unit) % unit)) as Micros;
}
