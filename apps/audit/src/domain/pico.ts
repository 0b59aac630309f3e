import { type Coins } from '@gifting/kernel/coins';
import { type Currency, type Micros, minorDigits } from '@gifting/kernel/money';
import { type Microdiamonds } from '@gifting/kernel/diamonds';
import { printDecimal } from '@gifting/kernel';

/**
 * Money in units of 10⁻¹² of its currency, in which every term of the trial balance is whole:
 * microdiamonds × micros per diamond needs no rounding.
 */
export type Pico = bigint;

const PICO_PER_MICRO = 1_000_000n;

export const picoOf = (money: Micros): Pico => money * PICO_PER_MICRO;
export const lotValue = (coins: Coins, unitCost: Micros): Pico =>
  picoOf((coins * unitCost) as Micros);
/** @param netRate micros that one whole diamond is worth */
export const diamondValue = (amount: Microdiamonds, netRate: Micros): Pico => amount * netRate;

/** Exact, up to twelve digits, at least the minor ones. */
export const printPico = (currency: Currency, amount: Pico): string =>
  printDecimal(amount, 12, minorDigits(currency));
