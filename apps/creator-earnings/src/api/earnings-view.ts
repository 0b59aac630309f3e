import { withdrawable } from '@gifting/economy';
import { addDiamonds, NO_DIAMONDS, printDiamonds } from '@gifting/kernel/diamonds';
import { type Currency, NO_MICROS, printMoney } from '@gifting/kernel/money';
import { type Position } from '@gifting/kernel';
import type { Balances } from '../domain/balances';
import { rated, totalOf } from '../domain/rate-buckets';
import type { EarningsView } from './views';

/**
 * What a creator has earned and can have paid out.
 * @param currency of the money shown where nothing can be paid out
 */
export function earningsView(
  creatorId: string,
  { available: buckets, redeemed, reserved }: Balances,
  currency: Currency,
  position: Position,
): EarningsView {
  const available = totalOf(buckets);
  const paid = withdrawable(rated(buckets));
  const zero = printDiamonds(NO_DIAMONDS);
  return {
    creatorId,
    diamonds: {
      total: printDiamonds(addDiamonds(available, reserved)),
      pending: zero,
      available: printDiamonds(available),
      reserved: printDiamonds(reserved),
      held: zero,
      redeemed: printDiamonds(redeemed),
      clawedBack: zero,
    },
    withdrawable: {
      diamonds: printDiamonds(paid?.microdiamonds ?? NO_DIAMONDS),
      money: printMoney(paid?.currency ?? currency, paid?.net ?? NO_MICROS),
    },
    position,
  };
}
