import { type Micros, type Money, NO_MICROS } from '@gifting/kernel/money';
import type { CashOut } from './cash-out';
import type { PayoutTerms } from './policy';
import type { FeeBearer, PayoutMethod } from './policy.content';

/** What the provider takes for one payout, fixed when the payout is asked for. */
export interface ProviderFee {
  readonly amount: Money;
  readonly borneBy: FeeBearer;
}

export const providerFeeOf = (terms: PayoutTerms, method: PayoutMethod): ProviderFee => ({
  amount: terms.providerFees[method],
  borneBy: terms.feeBorneBy,
});

/** `net + commission + fee borne by the creator = gross`, in the currency of the payout. */
export interface SettledAmounts {
  readonly providerFee: Micros;
  /** What the creator receives. */
  readonly net: Micros;
}

/** Settles the fee of a payout. A fee in another currency than the payout's does not apply to it. */
export function settleProviderFee(
  { currency, net }: Pick<CashOut, 'currency' | 'net'>,
  { amount, borneBy }: ProviderFee,
): SettledAmounts {
  const providerFee = amount.currency === currency ? amount.micros : NO_MICROS;
  return {
    providerFee,
    net: borneBy === 'creator' ? ((net - providerFee) as Micros) : net,
  };
}

/** Whether a payout of this net value, before provider fees, needs no operator. */
export function isAutoApproved(
  { autoApproveLimit: limit }: Pick<PayoutTerms, 'autoApproveLimit'>,
  net: Money,
): boolean {
  if (limit === undefined) return true;
  // A limit in another currency cannot be compared, so an operator looks at the payout.
  return limit.currency === net.currency && net.micros <= limit.micros;
}
