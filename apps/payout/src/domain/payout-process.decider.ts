import type { PayoutCommand } from './payout.decider';
import type { PaidPayout, PayoutState, SubmittedPayout } from './payout.state';
import type { ProviderAnswer, SendAnswer } from './provider-answer';

/** What the process must know of a provider to decide. */
export interface ProviderTerms {
  readonly name: string;
  /** How long after the submission a second send of our id cannot pay twice. */
  readonly dedupeWindowMs: number;
}

/** What is to be done for a payout now. */
export type ProcessStep =
  /** Nothing before its next event. */
  | { readonly do: 'idle' }
  /** Nothing ever again. */
  | { readonly do: 'forget' }
  /** Append what the command leads to. */
  | { readonly do: 'record'; readonly command: PayoutCommand }
  /** Ask the provider by our id. */
  | { readonly do: 'ask'; readonly about: SubmittedPayout | PaidPayout }
  /** Hand the provider our id, perhaps once more, then ask. */
  | { readonly do: 'send'; readonly order: SubmittedPayout }
  /** Ask soon: what was just sent may not be visible at the provider yet. */
  | { readonly do: 'ask-soon' }
  /** Ask again later. */
  | { readonly do: 'wait'; readonly stage: 'submitted' | 'paid' }
  /** No rule says what to do: an operator resolves it. */
  | { readonly do: 'call-operator'; readonly reason: string };

/**
 * The next step for a payout as its stream has it.
 *
 * PayoutSubmitted is recorded before the provider hears of a payout, so behind it the provider may
 * have it. Whoever finds a payout submitted, the first time too, asks before sending.
 * @param now RFC 3339 UTC with milliseconds
 */
export function nextStep(payout: PayoutState, provider: ProviderTerms, now: string): ProcessStep {
  switch (payout.stage) {
    case 'none':
    case 'requested':
    case 'reserved':
      return { do: 'idle' };
    case 'approved':
      return { do: 'record', command: { kind: 'submit', provider: provider.name, now } };
    case 'submitted':
      return askOwn(payout, provider);
    case 'paid': {
      const { returnableUntil } = payout.payment;
      return returnableUntil === undefined || now > returnableUntil
        ? { do: 'forget' }
        : askOwn(payout, provider);
    }
    case 'declined':
    case 'cancelled':
    case 'failed':
    case 'returned':
      return { do: 'forget' };
  }
}

/** A payout stays with the provider that it was given to: no other one can tell what became of it. */
function askOwn(about: SubmittedPayout | PaidPayout, { name }: ProviderTerms): ProcessStep {
  const givenTo = about.submission.provider;
  return givenTo === name
    ? { do: 'ask', about }
    : { do: 'call-operator', reason: `the payout was given to ${givenTo}, not to ${name}` };
}

/** The next step once the provider has answered what `nextStep` asked. */
export function stepAfter(
  answer: ProviderAnswer,
  payout: SubmittedPayout | PaidPayout,
  provider: ProviderTerms,
  now: string,
): ProcessStep {
  switch (answer.state) {
    case 'pending':
      return { do: 'wait', stage: payout.stage };
    case 'unknown':
      return payout.stage === 'paid'
        ? { do: 'wait', stage: 'paid' }
        : sendYoung(payout, provider, now);
    case 'failed':
      return payout.stage === 'paid'
        ? { do: 'call-operator', reason: `paid, but now the provider says: ${answer.reason}` }
        : { do: 'record', command: { kind: 'settle', outcome: answer } };
    case 'paid':
      return payout.stage === 'paid'
        ? { do: 'wait', stage: 'paid' }
        : { do: 'record', command: { kind: 'settle', outcome: answer } };
    case 'returned':
      return { do: 'record', command: { kind: 'settle', outcome: answer } };
  }
}

/** The next step once the provider has answered what `stepAfter` sent. */
export function stepAfterSend(answer: SendAnswer): ProcessStep {
  if (answer.state === 'failed') {
    return { do: 'record', command: { kind: 'settle', outcome: answer } };
  }
  const { reference } = answer;
  return reference === undefined
    ? { do: 'ask-soon' }
    : { do: 'record', command: { kind: 'accept', reference } };
}

/** Our id may go out, again too, while the provider would notice that it has it. */
function sendYoung(
  order: SubmittedPayout,
  { dedupeWindowMs }: ProviderTerms,
  now: string,
): ProcessStep {
  const ageMs = Date.parse(now) - Date.parse(order.submission.submittedAt);
  return ageMs < dedupeWindowMs
    ? { do: 'send', order }
    : { do: 'call-operator', reason: 'unknown to the provider, and too old to be sent again' };
}
