import { type Coins } from '@gifting/kernel/coins';
import { floorToMinorUnits, type Micros, type Money, NO_MICROS } from '@gifting/kernel/money';
import type { RefundTerms } from './policy';
import type { RefundReason } from './policy.content';

const HOUR_MS = 60 * 60 * 1_000;

/** The last moment at which a refund may be requested, RFC 3339 UTC with milliseconds. */
export const refundableUntil = (
  { windowHours }: Pick<RefundTerms, 'windowHours'>,
  capturedAt: string,
): string => new Date(Date.parse(capturedAt) + windowHours * HOUR_MS).toISOString();

/** Whether the terms accept a reason; a text that is no reason at all they never do. */
export const acceptsReason = (
  { reasons }: Pick<RefundTerms, 'reasons'>,
  reason: string,
): reason is RefundReason => reasons.some((accepted) => accepted === reason);

/** A lot as far as refunds go. */
export interface RefundableLot {
  /** What the whole lot cost. */
  readonly paid: Money;
  readonly granted: Coins;
}

/**
 * The money of one refund step. Rounding is cumulative: flooring each step alone would lose cents that
 * the steps together are worth.
 * @param claimed all claimed coins of the lot, with those of this step
 * @param paidOut the money of the steps before; it may exceed what is due when one of them was undone
 */
export function refundMoney(
  { granted, paid }: RefundableLot,
  { claimed, paidOut }: { readonly claimed: Coins; readonly paidOut: Micros },
): Micros {
  const due = floorToMinorUnits(paid.currency, ((paid.micros * claimed) / granted) as Micros);
  return due > paidOut ? ((due - paidOut) as Micros) : NO_MICROS;
}
