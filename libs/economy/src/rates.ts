import {
  type Currency,
  type Micros,
  type Money,
  type MoneyText,
  printMoney,
  readMicros,
} from '@gifting/kernel/money';
import { MICRODIAMONDS_PER_DIAMOND, type Microdiamonds } from '@gifting/kernel/diamonds';

/** Basis points in a whole: a commission of 5,000 bps is one half. */
export const WHOLE_BPS = 10_000n;

/**
 * What one diamond is worth. A gift pins it when it is requested, and every later event copies it,
 * so that no later policy changes what a creator has earned.
 */
export interface DiamondRate {
  readonly currency: Currency;
  /** Before commission. */
  readonly gross: Micros;
  /** What the creator gets, before provider fees. */
  readonly net: Micros;
}

/** The rate of a diamond; `undefined` where its net value would not be whole micros. */
export function diamondRate(gross: Money, commissionBps: bigint): DiamondRate | undefined {
  const net = gross.micros * (WHOLE_BPS - commissionBps);
  if (net % WHOLE_BPS !== 0n) return undefined;
  return { currency: gross.currency, gross: gross.micros, net: (net / WHOLE_BPS) as Micros };
}

/** A pinned rate as it stands in events. */
export type DiamondRateText = {
  readonly grossRate: MoneyText;
  readonly netRate: MoneyText;
};

export const printDiamondRate = ({ currency, gross, net }: DiamondRate): DiamondRateText => ({
  grossRate: printMoney(currency, gross),
  netRate: printMoney(currency, net),
});

/** The rate of an event that this project wrote. */
export const readDiamondRate = ({ grossRate, netRate }: DiamondRateText): DiamondRate => ({
  currency: netRate.currency,
  gross: readMicros(grossRate),
  net: readMicros(netRate),
});

export const isSameRate = (a: DiamondRate, b: DiamondRate): boolean =>
  a.currency === b.currency && a.gross === b.gross && a.net === b.net;

/** What one coin credits; `undefined` where that would not be whole microdiamonds. */
export function microdiamondsPerCoin(
  numerator: bigint,
  denominator: bigint,
): Microdiamonds | undefined {
  const scaled = MICRODIAMONDS_PER_DIAMOND * numerator;
  return scaled % denominator === 0n ? ((scaled / denominator) as Microdiamonds) : undefined;
}
