import {
  addDiamonds,
  type Microdiamonds,
  NO_DIAMONDS,
  readMicrodiamonds,
  subtractDiamonds,
} from '@gifting/kernel/diamonds';
import { InvariantViolation, UnknownEvent } from '@gifting/kernel';
import type { EarningsEvent } from './earnings.events';
import { putInto, type DiamondBuckets, takeFrom } from './rate-buckets';

/** Where a creator's diamonds are. credited = available + reserved + redeemed, after every event. */
export interface Balances {
  /** What can be reserved, by pinned rate. */
  readonly available: DiamondBuckets;
  /** Σ live reservations, never below zero. */
  readonly reserved: Microdiamonds;
  /** Σ paid, net of what came back; never below zero. */
  readonly redeemed: Microdiamonds;
}

export const NO_BALANCES: Balances = {
  available: [],
  reserved: NO_DIAMONDS,
  redeemed: NO_DIAMONDS,
};

/**
 * The balances after one more event.
 * @throws InvariantViolation where the event moves diamonds that are not where it says
 * @throws UnknownEvent
 */
export function evolveBalances(balances: Balances, event: EarningsEvent): Balances {
  if (event.schemaVersion !== 1) throw new UnknownEvent(event);
  const { available, reserved, redeemed } = balances;
  switch (event.type) {
    case 'DiamondsCredited':
      return { ...balances, available: putInto(available, event.data) };
    case 'DiamondsReserved': {
      const amount = readMicrodiamonds(event.data.microdiamonds);
      return {
        available: event.data.lines.reduce(takeFrom, available),
        reserved: addDiamonds(reserved, amount),
        redeemed,
      };
    }
    case 'DiamondsReservationDeclined':
      return balances;
    case 'DiamondsRedeemed': {
      const amount = readMicrodiamonds(event.data.microdiamonds);
      return {
        available,
        reserved: less(reserved, amount),
        redeemed: addDiamonds(redeemed, amount),
      };
    }
    case 'DiamondsRestored': {
      const { from, lines, microdiamonds } = event.data;
      const amount = readMicrodiamonds(microdiamonds);
      return {
        ...balances,
        available: lines.reduce(putInto, available),
        [from]: less(balances[from], amount),
      };
    }
    default:
      throw new UnknownEvent(event);
  }
}

/** @throws InvariantViolation where it would fall below zero */
function less(total: Microdiamonds, amount: Microdiamonds): Microdiamonds {
  if (amount > total) throw new InvariantViolation(`${amount} µD are taken from ${total} µD`);
  return subtractDiamonds(total, amount);
}
