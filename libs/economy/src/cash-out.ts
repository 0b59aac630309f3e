import {
  type Currency,
  type Micros,
  microsPerMinorUnit,
  type Money,
  printMoney,
} from '@gifting/kernel/money';
import {
  MICRODIAMONDS_PER_DIAMOND,
  type Microdiamonds,
  subtractDiamonds,
} from '@gifting/kernel/diamonds';
import { type Refusal, refuse } from '@gifting/kernel';
import type { DiamondRate } from './rates';

/** What a creator holds at one pinned rate; below zero where more was clawed back than was left. */
export interface RateBucket {
  readonly rate: DiamondRate;
  readonly microdiamonds: Microdiamonds;
}

/** What diamonds are worth: `net + commission = gross = diamonds × gross rate`. */
export interface CashOutAmounts {
  /** Whole diamonds. */
  readonly microdiamonds: Microdiamonds;
  readonly gross: Micros;
  readonly commission: Micros;
  /** Before provider fees, in whole minor units. */
  readonly net: Micros;
}

export interface CashOutLine extends CashOutAmounts {
  readonly rate: DiamondRate;
}

/** One payout: diamonds of one currency, rate by rate, and their sums. */
export interface CashOut extends CashOutAmounts {
  readonly currency: Currency;
  /** Oldest rate first; only rates of which something is paid. */
  readonly lines: readonly CashOutLine[];
}

/** The fewest whole diamonds of a rate that give exact minor units: 2 D at $0.005, one cent. */
export function cashOutUnit({ currency, net }: DiamondRate): Microdiamonds {
  const minorUnit = microsPerMinorUnit(currency);
  const diamonds = minorUnit / greatestCommonDivisor(minorUnit, net);
  return (diamonds * MICRODIAMONDS_PER_DIAMOND) as Microdiamonds;
}

/** As many cash-out units of the rate as fit into the amount; the rest of that rate stays. */
export function cashOutAtRate(amount: Microdiamonds, rate: DiamondRate): CashOutLine {
  const unit = cashOutUnit(rate);
  const microdiamonds = amount > 0n ? amount - (amount % unit) : 0n;
  const diamonds = microdiamonds / MICRODIAMONDS_PER_DIAMOND;
  const gross = diamonds * rate.gross;
  const net = diamonds * rate.net;
  return {
    rate,
    microdiamonds: microdiamonds as Microdiamonds,
    gross: gross as Micros,
    commission: (gross - net) as Micros,
    net: net as Micros,
  };
}

/**
 * Everything that can be paid out now, whatever the minimum; `undefined` where that is nothing.
 *
 * A payout has one currency: that of the oldest rate with something to withdraw. Other currencies
 * wait for payouts of their own, since nothing here exchanges money.
 * @param buckets oldest rate first
 */
export const withdrawable = (buckets: readonly RateBucket[]): CashOut | undefined =>
  take(holdings(buckets));

export interface CashOutRequest {
  /** Rounded down to cash-out units; absent: all that is withdrawable. */
  readonly microdiamonds?: Microdiamonds | undefined;
  /** Net, before provider fees. A minimum in another currency than the payout's does not bind it. */
  readonly minimum: Money;
}

/**
 * What one payout takes, oldest rate first and never more than is asked for.
 * Refuses `insufficient-diamonds` where more is asked for than is held in the payout's currency, and
 * `below-minimum-payout` where what would be paid is less than the minimum, or nothing.
 * @param buckets oldest rate first
 */
export function cashOut(
  buckets: readonly RateBucket[],
  { microdiamonds, minimum }: CashOutRequest,
): CashOut | Refusal {
  const held = holdings(buckets);
  if (microdiamonds !== undefined && microdiamonds > sum(held, (bucket) => bucket.microdiamonds)) {
    return refuse('insufficient-diamonds', 'More diamonds are asked for than can be paid out.');
  }
  const paid = take(held, microdiamonds);
  if (paid === undefined || isBelow(paid, minimum)) {
    const { currency, value } = printMoney(minimum.currency, minimum.micros);
    return refuse('below-minimum-payout', `A payout is at least ${value} ${currency}.`);
  }
  return paid;
}

/** Of the payout's currency, what each rate can give. */
function holdings(buckets: readonly RateBucket[]): readonly RateBucket[] {
  const currencies = [...new Set(buckets.map(({ rate }) => rate.currency))];
  const byCurrency = currencies.map((currency) =>
    coverDebt(buckets.filter(({ rate }) => rate.currency === currency)),
  );
  return byCurrency.find((held) => take(held) !== undefined) ?? byCurrency[0] ?? [];
}

/**
 * A bucket below zero is a debt of the creator. The oldest diamonds are held back for its net value,
 * so that no payout leaves the creator with less than nothing.
 */
function coverDebt(buckets: readonly RateBucket[]): readonly RateBucket[] {
  let debt = -sum(buckets, ({ rate, microdiamonds }) =>
    microdiamonds < 0n ? microdiamonds * rate.net : 0n,
  );
  return buckets.map(({ rate, microdiamonds }) => {
    const held = microdiamonds > 0n ? microdiamonds : 0n;
    const needed = (debt + rate.net - 1n) / rate.net;
    const heldBack = needed < held ? needed : held;
    const covered = heldBack * rate.net;
    debt = covered < debt ? debt - covered : 0n;
    return { rate, microdiamonds: (held - heldBack) as Microdiamonds };
  });
}

/** The lines of a payout of at most this amount; `undefined` where not one unit can be paid. */
function take(buckets: readonly RateBucket[], atMost?: Microdiamonds): CashOut | undefined {
  const lines: CashOutLine[] = [];
  let left = atMost;
  for (const { rate, microdiamonds } of buckets) {
    const line = cashOutAtRate(
      left !== undefined && left < microdiamonds ? left : microdiamonds,
      rate,
    );
    if (line.microdiamonds === 0n) continue;
    lines.push(line);
    if (left !== undefined) left = subtractDiamonds(left, line.microdiamonds);
  }
  const [oldest] = lines;
  if (oldest === undefined) return undefined;
  return {
    currency: oldest.rate.currency,
    microdiamonds: sum(lines, (line) => line.microdiamonds) as Microdiamonds,
    gross: sum(lines, (line) => line.gross) as Micros,
    commission: sum(lines, (line) => line.commission) as Micros,
    net: sum(lines, (line) => line.net) as Micros,
    lines,
  };
}

const isBelow = ({ currency, net }: CashOut, minimum: Money): boolean =>
  currency === minimum.currency && net < minimum.micros;

const sum = <T>(items: readonly T[], amountOf: (item: T) => bigint): bigint =>
  items.reduce((total, item) => total + amountOf(item), 0n);

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
