import { isAutoApproved, type Policy, providerFeeOf } from '@gifting/economy';
import { type PayoutMethod } from '@gifting/kernel/facts';
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
import type { PayoutAmounts } from '@gifting/kernel/facts';
import { looksLikeAccountData } from './destination-token';
import {
  PayoutAccepted,
  PayoutApproved,
  PayoutCancelled,
  PayoutDeclined,
  type PayoutEvent,
  PayoutFailed,
  PayoutPaid,
  PayoutRequested,
  PayoutReserved,
  PayoutReturned,
  PayoutSubmitted,
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
  | { readonly kind: 'accept'; readonly reference: string }
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
      case 'accept':
        return accept(command.reference, state);
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
  const { microdiamonds } = command;
  const { policy, version } = command.pricing;
  const { autoApproveLimit, minimum } = policy.payout;
  const { amount, borneBy } = providerFeeOf(policy.payout, command.method);
  return PayoutRequested.of({
    autoApproveLimit: autoApproveLimit && print(autoApproveLimit),
    creatorId: command.creatorId,
    destinationToken: command.destinationToken,
    method: command.method,
    microdiamonds: microdiamonds === undefined ? undefined : printMicrodiamonds(microdiamonds),
    minimum: print(minimum),
    payoutId: command.payoutId,
    policyVersion: version,
    providerFee: print(amount),
    providerFeeBearer: borneBy,
  });
}

/** A reservation that meets an ended payout changes nothing: the end behind it gives diamonds back. */
function reserve(amounts: PayoutAmounts, state: PayoutState): readonly PayoutEvent[] {
  if (state.stage === 'cancelled' || state.stage === 'declined') return [];
  const { request } = at(state, 'requested');
  const reserved = PayoutReserved.of(request, { amounts });
  if (!isApprovedAutomatically(request, amounts)) return [reserved];
  return [reserved, PayoutApproved.of(request, { automatic: true })];
}

function decline(code: RefusalCode, state: PayoutState): readonly PayoutEvent[] {
  if (state.stage === 'cancelled' || state.stage === 'declined') return [];
  return [PayoutDeclined.of(at(state, 'requested').request, { code })];
}

function cancel(state: PayoutState): readonly PayoutEvent[] | Refusal {
  switch (state.stage) {
    case 'none':
      throw impossible('a payout is cancelled that was never asked for', state);
    case 'requested':
    case 'reserved':
    case 'approved':
      return [PayoutCancelled.of(state.request)];
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
  const { request } = at(state, 'approved');
  return [PayoutSubmitted.of(request, { provider, submittedAt: now })];
}

/** A second name would mean that the provider has taken the payout twice, so it is never recorded. */
function accept(reference: string, state: PayoutState): readonly PayoutEvent[] {
  const known = 'providerReference' in state ? state.providerReference : undefined;
  if (known === reference) return [];
  if (state.stage === 'submitted' && known === undefined) {
    return [PayoutAccepted.of(state.request, { providerReference: reference })];
  }
  throw impossible('the provider accepts it once more, under another name', state);
}

/** What is recorded already leads to nothing, for several instances may hear of one outcome. */
function settle(outcome: ProviderOutcome, state: PayoutState): readonly PayoutEvent[] {
  switch (state.stage) {
    case 'submitted':
      return settleSubmitted(outcome, state);
    case 'paid':
      if (outcome.state === 'paid') return [];
      if (outcome.state === 'returned') return [PayoutReturned.of(state.payment)];
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
  if (outcome.state === 'failed') return [PayoutFailed.of(request, { reason: outcome.reason })];
  const paid = PayoutPaid.of(amounts, {
    creatorId: request.creatorId,
    payoutId: request.payoutId,
    providerFeeBearer: request.providerFeeBearer,
    providerReference: outcome.reference,
    returnableUntil: outcome.state === 'paid' ? outcome.returnableUntil : undefined,
  });
  return outcome.state === 'returned' ? [paid, PayoutReturned.of(paid.data)] : [paid];
}

const print = ({ currency, micros }: Money) => printMoney(currency, micros);
