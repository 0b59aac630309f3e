import { cashOut, printDiamondRate, settleProviderFee } from '@gifting/economy';
import { type FeeBearer } from '@gifting/kernel/facts';
import {
  assertNever,
  type CreatorId,
  type Decider,
  InvariantViolation,
  type PayoutId,
} from '@gifting/kernel';
import { type Microdiamonds, printMicrodiamonds } from '@gifting/kernel/diamonds';
import { type Micros, type Money, printMoney } from '@gifting/kernel/money';
import { type Balances, evolveBalances, NO_BALANCES } from './balances';
import type { CreditFacts, DiamondLine, Recipient } from '@gifting/kernel/facts';
import {
  DiamondsCredited,
  DiamondsRedeemed,
  DiamondsReservationDeclined,
  DiamondsReserved,
  DiamondsRestored,
  type EarningsEvent,
} from './earnings.events';
import { type DiamondBuckets, rated } from './rate-buckets';

export type EarningsCommand =
  | {
      readonly kind: 'credit';
      readonly gift: CreditFacts;
      /** The part of it that is this creator's. */
      readonly recipient: Recipient;
    }
  | {
      readonly kind: 'reserve';
      readonly creatorId: CreatorId;
      readonly payoutId: PayoutId;
      /** Absent: all that can be withdrawn. */
      readonly microdiamonds?: Microdiamonds;
      /** Net, before the provider's fee. */
      readonly minimum: Money;
      readonly providerFee: Money;
      readonly providerFeeBearer: FeeBearer;
    }
  | { readonly kind: 'redeem'; readonly payoutId: PayoutId }
  | {
      readonly kind: 'restore';
      readonly payoutId: PayoutId;
      /** Where the payout's diamonds are before they come back. */
      readonly from: DiamondsRestored['data']['from'];
    };

/** What became of the diamonds that a payout asked for. */
type Reservation =
  | { readonly stage: 'declined' }
  | {
      readonly stage: 'reserved' | 'redeemed' | 'restored';
      readonly diamonds: DiamondsRedeemed['data'];
    };

export interface EarningsState {
  readonly balances: Balances;
  readonly payouts: ReadonlyMap<PayoutId, Reservation>;
}

/** A creator's diamonds: credited by gifts, reserved by payouts, then redeemed or restored. */
export const earningsDecider: Decider<EarningsCommand, EarningsEvent, EarningsState> = {
  initial: { balances: NO_BALANCES, payouts: new Map() },

  /** Refusals are facts here: a declined reservation is an event that travels back to the payout. */
  decide(command, state) {
    switch (command.kind) {
      case 'credit':
        return [DiamondsCredited.of(command.gift, command.recipient)];
      case 'reserve':
        assertNew(state, command.payoutId);
        return [reserve(command, state.balances.available)];
      case 'redeem': {
        const diamonds = diamondsOf(state, command.payoutId, 'reserved');
        return diamonds === undefined ? [] : [DiamondsRedeemed.of(diamonds)];
      }
      case 'restore': {
        const diamonds = diamondsOf(state, command.payoutId, command.from);
        const { from } = command;
        return diamonds === undefined ? [] : [DiamondsRestored.of(diamonds, { from })];
      }
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    const balances = evolveBalances(state.balances, event);
    if (event.type === 'DiamondsCredited') return { ...state, balances };
    const { payoutId } = event.data;
    return { balances, payouts: new Map(state.payouts).set(payoutId, reservationOf(state, event)) };
  },
};

function reserve(
  command: EarningsCommand & { kind: 'reserve' },
  available: DiamondBuckets,
): EarningsEvent {
  const { creatorId, payoutId, microdiamonds, minimum } = command;
  const paid = cashOut(rated(available), { microdiamonds, minimum });
  if ('refused' in paid) {
    return DiamondsReservationDeclined.of({ code: paid.refused, creatorId, payoutId });
  }
  const { net, providerFee } = settleProviderFee(paid, {
    amount: command.providerFee,
    borneBy: command.providerFeeBearer,
  });
  const print = (amount: Micros) => printMoney(paid.currency, amount);
  return DiamondsReserved.of({
    commission: print(paid.commission),
    creatorId,
    gross: print(paid.gross),
    lines: paid.lines.map(({ rate, microdiamonds: amount }): DiamondLine => {
      const { grossRate, netRate } = printDiamondRate(rate);
      return { grossRate, microdiamonds: printMicrodiamonds(amount), netRate };
    }),
    microdiamonds: printMicrodiamonds(paid.microdiamonds),
    net: print(net),
    payoutId,
    providerFee: print(providerFee),
  });
}

/** What an event says of its payout. @throws InvariantViolation where it cannot follow the history */
function reservationOf(
  state: EarningsState,
  event: Exclude<EarningsEvent, DiamondsCredited>,
): Reservation {
  switch (event.type) {
    case 'DiamondsReserved': {
      const { creatorId, lines, microdiamonds, payoutId } = event.data;
      assertNew(state, payoutId);
      return { stage: 'reserved', diamonds: { creatorId, lines, microdiamonds, payoutId } };
    }
    case 'DiamondsReservationDeclined':
      assertNew(state, event.data.payoutId);
      return { stage: 'declined' };
    case 'DiamondsRedeemed':
      diamondsOf(state, event.data.payoutId, 'reserved');
      return { stage: 'redeemed', diamonds: event.data };
    case 'DiamondsRestored': {
      const { from, ...diamonds } = event.data;
      diamondsOf(state, diamonds.payoutId, from);
      return { stage: 'restored', diamonds };
    }
  }
}

/** A payout asks for diamonds once, so that at most one reservation of it lives. */
function assertNew({ payouts }: EarningsState, payoutId: PayoutId): void {
  if (payouts.has(payoutId)) {
    throw new InvariantViolation(`payout ${payoutId} asks for diamonds twice`);
  }
}

/**
 * The diamonds of a payout that ends or comes back; `undefined` where none were ever set aside.
 * @throws InvariantViolation where the payout never asked, or its diamonds are not where they should be
 */
function diamondsOf(
  { payouts }: EarningsState,
  payoutId: PayoutId,
  from: 'reserved' | 'redeemed',
): DiamondsRedeemed['data'] | undefined {
  const payout = payouts.get(payoutId);
  if (payout === undefined) {
    throw new InvariantViolation(`payout ${payoutId} ends without having asked for diamonds`);
  }
  if (payout.stage === 'declined') return undefined;
  if (payout.stage !== from) {
    throw new InvariantViolation(`diamonds of payout ${payoutId} are ${payout.stage}, not ${from}`);
  }
  return payout.diamonds;
}
