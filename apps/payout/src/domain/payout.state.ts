import { InvariantViolation, type RefusalCode, UnknownEvent } from '@gifting/kernel';
import type { PayoutAmounts } from '@gifting/kernel/facts';
import type { PayoutEvent, PayoutPaid, PayoutRequested, PayoutSubmitted } from './payout.events';

interface Requested {
  readonly request: PayoutRequested['data'];
}
interface Reserved extends Requested {
  readonly amounts: PayoutAmounts;
}
interface Submitted extends Reserved {
  readonly submission: PayoutSubmitted['data'];
  /** The provider's own name for it, once we have learned it. */
  readonly providerReference?: string;
}

/** The provider may have it. */
export type SubmittedPayout = Submitted & { readonly stage: 'submitted' };
/** The provider has paid; the money may still come back. */
export type PaidPayout = Submitted & {
  readonly stage: 'paid';
  readonly payment: PayoutPaid['data'];
};

export type PayoutState =
  | { readonly stage: 'none' }
  | (Requested & { readonly stage: 'requested' })
  | (Requested & { readonly stage: 'declined'; readonly code: RefusalCode })
  | (Requested & { readonly stage: 'cancelled'; readonly amounts: PayoutAmounts | undefined })
  | (Reserved & { readonly stage: 'reserved' })
  | (Reserved & { readonly stage: 'approved' })
  | SubmittedPayout
  | PaidPayout
  | (Submitted & { readonly stage: 'failed'; readonly reason: string })
  | (Submitted & { readonly stage: 'returned' });

/** The payout after one more event. @throws InvariantViolation, UnknownEvent */
export function evolvePayout(state: PayoutState, event: PayoutEvent): PayoutState {
  if (event.schemaVersion !== 1) throw new UnknownEvent(event);
  switch (event.type) {
    case 'PayoutRequested':
      at(state, 'none');
      return { stage: 'requested', request: event.data };
    case 'PayoutReserved': {
      const { request } = at(state, 'requested');
      return { stage: 'reserved', request, amounts: event.data.amounts };
    }
    case 'PayoutApproved':
      return { ...at(state, 'reserved'), stage: 'approved' };
    case 'PayoutDeclined': {
      const { request } = at(state, 'requested', 'reserved', 'approved');
      return { stage: 'declined', request, code: event.data.code };
    }
    case 'PayoutCancelled': {
      const before = at(state, 'requested', 'reserved', 'approved');
      const amounts = before.stage === 'requested' ? undefined : before.amounts;
      return { stage: 'cancelled', request: before.request, amounts };
    }
    case 'PayoutSubmitted':
      return { ...at(state, 'approved'), stage: 'submitted', submission: event.data };
    case 'PayoutAccepted': {
      const submitted = at(state, 'submitted');
      if (submitted.providerReference !== undefined)
        throw impossible('it is accepted twice', state);
      return { ...submitted, providerReference: event.data.providerReference };
    }
    case 'PayoutPaid':
      return { ...at(state, 'submitted'), stage: 'paid', payment: event.data };
    case 'PayoutFailed':
      return { ...at(state, 'submitted'), stage: 'failed', reason: event.data.reason };
    case 'PayoutReturned': {
      const { payment: _, ...submitted } = at(state, 'paid');
      return { ...submitted, stage: 'returned' };
    }
    default:
      throw new UnknownEvent(event);
  }
}

/** The state, if it is at one of these stages. @throws InvariantViolation at any other */
export function at<Stage extends PayoutState['stage']>(
  state: PayoutState,
  ...stages: readonly Stage[]
): Extract<PayoutState, { readonly stage: Stage }> {
  if (stages.some((stage) => stage === state.stage)) {
    return state as Extract<PayoutState, { readonly stage: Stage }>;
  }
  throw impossible(`an event needs it to be ${stages.join(' or ')}`, state);
}

export const impossible = (what: string, { stage }: PayoutState): InvariantViolation =>
  new InvariantViolation(`${what}, but the payout is ${stage}`);
