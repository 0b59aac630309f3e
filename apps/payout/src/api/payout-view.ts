import { foldStream } from '@gifting/engine';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import { type StoredEvent } from '@gifting/event-store';
import { InvariantViolation, type Position, type RefusalCode } from '@gifting/kernel';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { isApprovedAutomatically, payoutDecider } from '../domain/payout.decider';
import type { PayoutAmounts } from '@gifting/kernel/facts';
import type { PayoutState } from '../domain/payout.state';
import type { PayoutView } from './views';

/** A payout as its stream has it, with the place of the last event that tells of it. */
export interface RecordedPayout {
  readonly payout: PayoutState;
  readonly position: Position;
  readonly requestedAt: string;
}

/** Folds a payout's stream. @throws InvariantViolation for an empty one */
export function recordedPayout(events: readonly StoredEvent[]): RecordedPayout {
  const [first] = events;
  const told = events.filter(({ type }) => type !== MESSAGE_NOTED);
  const last = told.at(-1);
  if (first === undefined || last === undefined) throw neverAsked();
  return {
    payout: foldStream(payoutDecider, told).state,
    position: last.position,
    requestedAt: first.metadata.recordedAt,
  };
}

/** The body that tells of a payout, whatever became of it. */
export function payoutView({ payout, position, requestedAt }: RecordedPayout): PayoutView {
  if (payout.stage === 'none') throw neverAsked();
  const { creatorId, method, payoutId } = payout.request;
  return {
    payoutId,
    creatorId,
    state: stateOf(payout),
    ...(payout.stage === 'declined' ? { code: payout.code } : {}),
    ...(payout.stage === 'failed' ? { reason: payout.reason } : {}),
    method,
    ...amountsOf('amounts' in payout ? payout.amounts : undefined),
    requestedAt,
    position,
  };
}

/** What the code of a declined payout means, for a person. */
export const declineDetail = (code: RefusalCode): string =>
  ({
    'insufficient-diamonds': 'Fewer diamonds are available than the payout asks for.',
    'below-minimum-payout': 'What can be paid is less than the least payout.',
  })[code as string] ?? `The payout was declined: ${code}.`;

/** A reservation within the limit is approved by the same append, so it never reads as unapproved. */
function stateOf(payout: Exclude<PayoutState, { stage: 'none' }>): PayoutView['state'] {
  if (payout.stage !== 'reserved') return payout.stage;
  return isApprovedAutomatically(payout.request, payout.amounts) ? 'approved' : 'requested';
}

function amountsOf(
  amounts: PayoutAmounts | undefined,
): Pick<PayoutView, 'diamonds' | 'gross' | 'commission' | 'providerFee' | 'net'> {
  if (amounts === undefined) {
    return { diamonds: null, gross: null, commission: null, providerFee: null, net: null };
  }
  const { commission, gross, microdiamonds, net, providerFee } = amounts;
  const diamonds = printDiamonds(readMicrodiamonds(microdiamonds));
  return { diamonds, gross, commission, providerFee, net };
}

const neverAsked = () => new InvariantViolation('a payout that was never asked for has no view');
