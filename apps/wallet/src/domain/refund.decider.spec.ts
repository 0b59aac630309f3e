import { parsePolicy, PRESETS } from '@gifting/economy';
import { InvariantViolation, UnknownEvent } from '@gifting/kernel';
import { coins } from '@gifting/kernel/coins';
import { given } from '@gifting/testing';
import { type RefundCommand, refundDecider, type RequestRefund } from './refund.decider';
import type { RefundEvent } from './refund.events';
import { approved, coinsOf, declined, IDS, NOW, requested, usd } from './refund.fixture';

const SEED = parsePolicy(PRESETS.seed);
const ask = (changes: Partial<RequestRefund> = {}): RequestRefund => ({
  kind: 'request',
  ...IDS,
  reason: 'accidental',
  capturedAt: NOW,
  pricing: { version: 3, policy: SEED },
  ...changes,
});
const approve: RefundCommand = { kind: 'approve', coins: coinsOf(33), money: usd('0.39') };
const decline: RefundCommand = { kind: 'decline', code: 'lot-already-spent' };

describe('a refund', () => {
  it('is requested by the terms of the policy that priced the purchase', () => {
    given(refundDecider).when(ask()).then(requested());
    given(refundDecider)
      .when(ask({ coins: coins(33) }))
      .then(requested(33));
  });

  it.each(['technical', 'accidental'])(
    'is refused for the reason %s where no terms accept it',
    (reason) => {
      const policy = { ...SEED, refund: { windowHours: 336, reasons: [] } };
      given(refundDecider)
        .when(ask({ reason, pricing: { version: 3, policy } }))
        .thenRefused('refund-reason');
      given(refundDecider)
        .when(ask({ reason: 'regret' }))
        .thenRefused('refund-reason');
    },
  );

  it('is approved or declined as the wallet decides', () => {
    given(refundDecider, requested(33)).when(approve).then(approved);
    given(refundDecider, requested(33)).when(decline).then(declined);
  });

  it.each<[string, RefundEvent[], RefundCommand]>([
    ['requested twice', [requested()], ask()],
    ['approved without a request', [], approve],
    ['approved twice', [requested(), approved], approve],
    ['declined without a request', [], decline],
    ['declined after its approval', [requested(), approved], decline],
  ])('breaks the line where it is %s', (_, history, command) => {
    given(refundDecider, ...history)
      .when(command)
      .thenThrows(InvariantViolation);
  });

  it.each<[string, RefundEvent[]]>([
    ['requested twice', [requested(), requested()]],
    ['approved before it was requested', [approved]],
    ['declined after its approval', [requested(), approved, declined]],
  ])('has no history in which it is %s', (_, history) => {
    expect(given(refundDecider, ...history).state).toThrow(InvariantViolation);
  });

  it('is not guessed at where a type, a version or a command is unknown', () => {
    const lost = { type: 'RefundLost', schemaVersion: 1, data: {} } as unknown as RefundEvent;
    expect(given(refundDecider, lost).state).toThrow(UnknownEvent);
    expect(given(refundDecider, { ...requested(), schemaVersion: 2 }).state).toThrow(UnknownEvent);
    given(refundDecider)
      .when({ kind: 'lose' } as unknown as RefundCommand)
      .thenThrows(InvariantViolation);
  });
});
