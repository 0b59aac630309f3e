import { isAutoApproved, type PayoutMethod, type Policy, providerFeeOf } from '@gifting/economy';
import {
  assertNever,
  type CreatorId,
  type Decider,
  type PayoutId,
  refuse,
  type Refusal,
  type RefusalCode,
} from '@gifting/kernel';
import { type Microdiamonds, printMicrodiamonds } from '@gifting/kernel/diamonds';
import {
  type Money,
  parseMoney,
  printMoney,
  readMicros,
  subtractMicros,
} from '@gifting/kernel/money';
import { looksLikeAccountData } from './destination-token';
import type {
  PayoutAmounts,
  PayoutEvent,
  PayoutPaid,
  PayoutRequested,
  PayoutReturned,
} from './payout.events';
import {
  at,
  evolvePayout,
  impossible,
  type PayoutState,
  type SubmittedPayout,
} from './payout.state';
import type { ProviderOutcome } from './provider-answer';

export interface RequestPayout {
  readonly kind: 'request';
  readonly payoutId: PayoutId;
  readonly creatorId: CreatorId;
  /** Absent: all that can be withdrawn. */
  readonly microdiamonds?: Microdiamonds;
  readonly method: PayoutMethod;
  readonly destinationToken: string;
  /** The version that is active now. */
  readonly pricing: { readonly version: number; readonly policy: Policy };
}

export type PayoutCommand =
  | RequestPayout
  | { readonly kind: 'reserve'; readonly amounts: PayoutAmounts }
  | { readonly kind: 'decline'; readonly code: RefusalCode }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'submit'; readonly provider: string; readonly now: string }
  | { readonly kind: 'settle'; readonly outcome: ProviderOutcome };

const NOT_THE_ACCOUNT = 'The destination must be a reference of the vault, not the account itself.';

/** A payout: asked for, reserved, approved, submitted, then settled as the provider says. */
export const payoutDecider: Decider<PayoutCommand, PayoutEvent, PayoutState> = {
  initial: { stage: 'none' },

  decide(command, state) {
    switch (command.kind) {
      case 'request':
        if (state.stage !== 'none') throw impossible('a payout is asked for twice', state);
        return looksLikeAccountData(command.destinationToken)
          ? refuse('destination-token', NOT_THE_ACCOUNT)
          : [request(command)];
      case 'reserve':
        return reserve(command.amounts, state);
      case 'decline':
        return decline(command.code, state);
      case 'cancel':
        return cancel(state);
      case 'submit':
        return submit(command, state);
      case 'settle':
        return settle(command.outcome, state);
      default:
        return assertNever(command);
    }
  },

  evolve: evolvePayout,
};

/** Whether the amounts of a reservation need no operator. It is approved in the same append then. */
export function isApprovedAutomatically(
  { autoApproveLimit }: PayoutRequested['data'],
  { commission, gross }: PayoutAmounts,
): boolean {
  const net = subtractMicros(readMicros(gross), readMicros(commission));
  const limit = autoApproveLimit && parseMoney(autoApproveLimit);
  return isAutoApproved({ autoApproveLimit: limit }, { currency: gross.currency, micros: net });
}

function request(command: RequestPayout): PayoutEvent {
  const { creatorId, destinationToken, method, microdiamonds, payoutId } = command;
  const { policy, version } = command.pricing;
  const { autoApproveLimit, minimum } = policy.payout;
  const { amount, borneBy } = providerFeeOf(policy.payout, method);
  return {
    type: 'PayoutRequested',
    schemaVersion: 1,
    data: {
      ...(autoApproveLimit === undefined ? {} : { autoApproveLimit: print(autoApproveLimit) }),
      creatorId,
      destinationToken,
      method,
      ...(microdiamonds === undefined ? {} : { microdiamonds: printMicrodiamonds(microdiamonds) }),
      minimum: print(minimum),
      payoutId,
      policyVersion: version,
      providerFee: print(amount),
      providerFeeBearer: borneBy,
    },
  };
}

/** A reservation that meets an ended payout changes nothing: the end behind it gives diamonds back. */
function reserve(amounts: PayoutAmounts, state: PayoutState): readonly PayoutEvent[] {
  if (state.stage === 'cancelled' || state.stage === 'declined') return [];
  const { request } = at(state, 'requested');
  const { creatorId, payoutId } = request;
  const reserved: PayoutEvent = {
    type: 'PayoutReserved',
    schemaVersion: 1,
    data: { amounts, creatorId, payoutId },
  };
  if (!isApprovedAutomatically(request, amounts)) return [reserved];
  const data = { automatic: true, creatorId, payoutId };
  return [reserved, { type: 'PayoutApproved', schemaVersion: 1, data }];
}

function decline(code: RefusalCode, state: PayoutState): readonly PayoutEvent[] {
  if (state.stage === 'cancelled' || state.stage === 'declined') return [];
  const { creatorId, payoutId } = at(state, 'requested').request;
  return [{ type: 'PayoutDeclined', schemaVersion: 1, data: { code, creatorId, payoutId } }];
}

function cancel(state: PayoutState): readonly PayoutEvent[] | Refusal {
  switch (state.stage) {
    case 'none':
      throw impossible('a payout is cancelled that was never asked for', state);
    case 'requested':
    case 'reserved':
    case 'approved': {
      const { creatorId, payoutId } = state.request;
      return [{ type: 'PayoutCancelled', schemaVersion: 1, data: { creatorId, payoutId } }];
    }
    case 'cancelled':
    case 'declined':
      return refuse('nothing-to-do', `The payout is ${state.stage} already.`);
    default:
      return refuse('payout-already-submitted', 'The provider may have the payout already.');
  }
}

function submit(
  { now, provider }: PayoutCommand & { kind: 'submit' },
  state: PayoutState,
): readonly PayoutEvent[] {
  const { creatorId, payoutId } = at(state, 'approved').request;
  const data = { creatorId, payoutId, provider, submittedAt: now };
  return [{ type: 'PayoutSubmitted', schemaVersion: 1, data }];
}

/** What is recorded already leads to nothing, for several instances may hear of one outcome. */
function settle(outcome: ProviderOutcome, state: PayoutState): readonly PayoutEvent[] {
  switch (state.stage) {
    case 'submitted':
      return settleSubmitted(outcome, state);
    case 'paid':
      if (outcome.state === 'paid') return [];
      if (outcome.state === 'returned') return [returned(state.payment)];
      break;
    case 'returned':
      if (outcome.state !== 'failed') return [];
      break;
    case 'failed':
      if (outcome.state === 'failed') return [];
      break;
    default:
      break;
  }
  throw impossible(`the provider says ${outcome.state}`, state);
}

function settleSubmitted(
  outcome: ProviderOutcome,
  { request, amounts }: SubmittedPayout,
): readonly PayoutEvent[] {
  const { creatorId, payoutId, providerFeeBearer } = request;
  if (outcome.state === 'failed') {
    const data = { creatorId, payoutId, reason: outcome.reason };
    return [{ type: 'PayoutFailed', schemaVersion: 1, data }];
  }
  const { commission, gross, lines, microdiamonds, net, providerFee } = amounts;
  const payment = {
    commission,
    creatorId,
    gross,
    lines,
    microdiamonds,
    net,
    payoutId,
    providerFee,
    providerFeeBearer,
    providerReference: outcome.reference,
  };
  if (outcome.state === 'returned') {
    return [{ type: 'PayoutPaid', schemaVersion: 1, data: payment }, returned(payment)];
  }
  const { returnableUntil } = outcome;
  const data = returnableUntil === undefined ? payment : { ...payment, returnableUntil };
  return [{ type: 'PayoutPaid', schemaVersion: 1, data }];
}

function returned({ returnableUntil: _, ...payment }: PayoutPaid['data']): PayoutReturned {
  return { type: 'PayoutReturned', schemaVersion: 1, data: payment };
}

const print = ({ currency, micros }: Money) => printMoney(currency, micros);
