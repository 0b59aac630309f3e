import { given } from '@gifting/testing';
import { payoutDecider } from './payout.decider';
import type { PayoutEvent } from './payout.events';
import {
  approved,
  cancelled,
  declined,
  failed,
  NOW,
  paid,
  requested,
  reserved,
  returned,
  submitted,
} from './payout.fixture';
import { nextStep, type ProviderTerms, stepAfter, stepAfterSend } from './payout-process.decider';
import type { PaidPayout, SubmittedPayout } from './payout.state';
import type { ProviderAnswer, ProviderOutcome } from './provider-answer';

const HOUR_MS = 60 * 60 * 1_000;
const SANDBOX: ProviderTerms = { name: 'sandbox', dedupeWindowMs: HOUR_MS };
const LATER = '2026-11-25T12:30:00.000Z';
const UNTIL = '2026-12-25T12:00:00.000Z';

const toApproved = [requested(), reserved(), approved];
const toSubmitted = [...toApproved, submitted()];
const toReturnable = [...toSubmitted, paid(UNTIL)];

const state = (history: readonly PayoutEvent[]) => given(payoutDecider, ...history).state();
const next = (history: readonly PayoutEvent[], now = LATER) =>
  nextStep(state(history), SANDBOX, now);
const after = (answer: ProviderAnswer, history: readonly PayoutEvent[], now = LATER) =>
  stepAfter(answer, state(history) as SubmittedPayout | PaidPayout, SANDBOX, now);
const record = (outcome: ProviderOutcome) => ({
  do: 'record',
  command: { kind: 'settle', outcome },
});

describe('a payout that is not approved', () => {
  it.each([
    ['of which nothing is known', []],
    ['that is asked for', [requested()]],
    ['that waits for an operator', [requested(), reserved()]],
  ])('is left alone: one %s', (_, history) => expect(next(history)).toEqual({ do: 'idle' }));
});

describe('an approved payout', () => {
  it('is recorded as submitted before the provider hears of it', () => {
    expect(next(toApproved)).toEqual({
      do: 'record',
      command: { kind: 'submit', provider: 'sandbox', now: LATER },
    });
  });
});

describe('a submitted payout', () => {
  it('is asked about before anything is sent, the first time too', () => {
    expect(next(toSubmitted, NOW)).toEqual({ do: 'ask', about: state(toSubmitted) });
  });

  it('is never taken to another provider', () => {
    expect(next([...toApproved, submitted('paypal')])).toEqual({
      do: 'call-operator',
      reason: 'the payout was given to paypal, not to sandbox',
    });
  });

  it('is sent where the provider does not know it, while it would notice a second one', () => {
    const send = { do: 'send', order: state(toSubmitted) };
    expect(after({ state: 'unknown' }, toSubmitted, NOW)).toEqual(send);
    expect(after({ state: 'unknown' }, toSubmitted, '2026-11-25T12:59:59.999Z')).toEqual(send);
  });

  it('is left to an operator where it is unknown and too old to be sent', () => {
    expect(after({ state: 'unknown' }, toSubmitted, '2026-11-25T13:00:00.000Z')).toEqual({
      do: 'call-operator',
      reason: 'unknown to the provider, and too old to be sent again',
    });
  });

  it('is asked about again where the provider has not decided', () => {
    expect(after({ state: 'pending' }, toSubmitted)).toEqual({ do: 'wait', stage: 'submitted' });
  });

  it.each<ProviderOutcome>([
    { state: 'paid', reference: 'ref-1', returnableUntil: UNTIL },
    { state: 'failed', reason: 'blocked' },
    { state: 'returned', reference: 'ref-1' },
  ])('is settled as the provider says: $state', (outcome) => {
    expect(after(outcome, toSubmitted)).toEqual(record(outcome));
  });
});

describe('a sent payout', () => {
  it('is asked about soon where the provider knows our id', () => {
    expect(stepAfterSend({ state: 'taken' })).toEqual({ do: 'ask-soon' });
  });

  it("keeps the provider's own name for it before it is asked about", () => {
    expect(stepAfterSend({ state: 'taken', reference: 'ref-1' })).toEqual({
      do: 'record',
      command: { kind: 'accept', reference: 'ref-1' },
    });
  });

  it('has failed where the provider refuses the order', () => {
    const refusal = { state: 'failed', reason: 'refused' } as const;
    expect(stepAfterSend(refusal)).toEqual(record(refusal));
  });
});

describe('a paid payout', () => {
  it('is over where the money cannot come back', () => {
    expect(next([...toSubmitted, paid()])).toEqual({ do: 'forget' });
  });

  it('is asked about for as long as the money may come back', () => {
    expect(next(toReturnable, UNTIL)).toEqual({ do: 'ask', about: state(toReturnable) });
    expect(next(toReturnable, '2026-12-25T12:00:00.001Z')).toEqual({ do: 'forget' });
  });

  it('is asked about only where it was paid', () => {
    expect(next([...toApproved, submitted('paypal'), paid(UNTIL)])).toMatchObject({
      do: 'call-operator',
    });
  });

  it('is returned as the provider says', () => {
    const outcome: ProviderOutcome = { state: 'returned', reference: 'ref-1' };
    expect(after(outcome, toReturnable)).toEqual(record(outcome));
  });

  it.each<ProviderAnswer>([
    { state: 'paid', reference: 'ref-1' },
    { state: 'pending' },
    { state: 'unknown' },
  ])('is asked about again where there is nothing new: $state', (answer) => {
    expect(after(answer, toReturnable)).toEqual({ do: 'wait', stage: 'paid' });
  });

  it('is left to an operator where the provider takes its word back', () => {
    expect(after({ state: 'failed', reason: 'blocked' }, toReturnable)).toEqual({
      do: 'call-operator',
      reason: 'paid, but now the provider says: blocked',
    });
  });
});

describe('a payout that has ended', () => {
  it.each([
    ['declined', [requested(), declined('insufficient-diamonds')]],
    ['cancelled', [...toApproved, cancelled]],
    ['failed', [...toSubmitted, failed]],
    ['returned', [...toReturnable, returned]],
  ])('is forgotten: %s', (_, history) => expect(next(history)).toEqual({ do: 'forget' }));
});
