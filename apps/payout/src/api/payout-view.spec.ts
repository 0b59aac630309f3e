import type { Position } from '@gifting/kernel';
import { given } from '@gifting/testing';
import { payoutDecider } from '../domain/payout.decider';
import type { PayoutEvent } from '../domain/payout.events';
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
  usd,
} from '../domain/payout.fixture';
import { declineDetail, payoutView, recordedPayout } from './payout-view';

const view = (...history: readonly PayoutEvent[]) =>
  payoutView({
    payout: given(payoutDecider, ...history).state(),
    position: '7' as Position,
    requestedAt: NOW,
  });

const toApproved = [requested(), reserved(), approved];
const toPaid = [...toApproved, submitted(), paid()];
const MONEY = { diamonds: '416', net: usd('2.08') };
const NO_MONEY = { diamonds: null, gross: null, commission: null, providerFee: null, net: null };

describe('what is shown of a payout', () => {
  it('is its state, with the amounts once they are fixed', () => {
    expect(view(requested())).toMatchObject({ state: 'requested', ...NO_MONEY });
    expect(view(...toApproved)).toMatchObject({ state: 'approved', ...MONEY });
    expect(view(...toApproved, submitted())).toMatchObject({ state: 'submitted', ...MONEY });
    expect(view(...toPaid)).toMatchObject({ state: 'paid', ...MONEY });
    expect(view(...toPaid, returned)).toMatchObject({ state: 'returned', ...MONEY });
    expect(view(...toApproved, cancelled)).toMatchObject({ state: 'cancelled', ...MONEY });
    expect(view(requested(), cancelled)).toMatchObject({ state: 'cancelled', ...NO_MONEY });
  });

  it('is approved as soon as it is reserved, unless an operator has to look at it', () => {
    expect(view(requested(), reserved())).toMatchObject({ state: 'approved', ...MONEY });
    const limited = requested({ autoApproveLimit: usd('2.00') });
    expect(view(limited, reserved())).toMatchObject({ state: 'requested', ...MONEY });
  });

  it('says why it came to nothing', () => {
    expect(view(requested(), declined('below-minimum-payout'))).toMatchObject({
      state: 'declined',
      code: 'below-minimum-payout',
    });
    expect(view(...toApproved, submitted(), failed)).toMatchObject({
      state: 'failed',
      reason: 'blocked',
    });
    expect(view(...toPaid)).not.toHaveProperty('code');
    expect(view(...toPaid)).not.toHaveProperty('reason');
  });

  it('says nothing of the destination', () => {
    expect(JSON.stringify(view(...toPaid))).not.toContain('ok-12345678');
  });

  it('is nothing where nobody asked for it', () => {
    expect(() => view()).toThrow('never asked for');
    expect(() => recordedPayout([])).toThrow('never asked for');
  });
});

describe('the words for a refusal', () => {
  it.each(['insufficient-diamonds', 'below-minimum-payout', 'forbidden'] as const)(
    'are a sentence: %s',
    (code) => expect(declineDetail(code)).toMatch(/^[A-Z].*\.$/),
  );
});
