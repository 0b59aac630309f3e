import { parsePolicy, PRESETS } from '@gifting/economy';
import { canonicalJson, InvariantViolation, UnknownEvent } from '@gifting/kernel';
import { microdiamonds, type MicrodiamondsText } from '@gifting/kernel/diamonds';
import { given } from '@gifting/testing';
import { type PayoutCommand, payoutDecider } from './payout.decider';
import type { PayoutEvent } from './payout.events';
import {
  AMOUNTS,
  accepted,
  approved,
  cancelled,
  declined,
  failed,
  NOW,
  paid,
  request,
  requested,
  reserved,
  returned,
  submitted,
  usd,
} from './payout.fixture';
import type { ProviderOutcome } from './provider-answer';

const reserve = (amounts = AMOUNTS): PayoutCommand => ({ kind: 'reserve', amounts });
const decline: PayoutCommand = { kind: 'decline', code: 'insufficient-diamonds' };
const cancel: PayoutCommand = { kind: 'cancel' };
const submit: PayoutCommand = { kind: 'submit', provider: 'sandbox', now: NOW };
const accept = (reference: string): PayoutCommand => ({ kind: 'accept', reference });
const settle = (outcome: ProviderOutcome): PayoutCommand => ({ kind: 'settle', outcome });

const PAID: ProviderOutcome = { state: 'paid', reference: 'ref-1' };
const FAILED: ProviderOutcome = { state: 'failed', reason: 'blocked' };
const RETURNED: ProviderOutcome = { state: 'returned', reference: 'ref-1' };

const LIMITED = requested({ autoApproveLimit: usd('2.00') });

const toReserved = [requested(), reserved()];
const toApproved = [...toReserved, approved];
const toSubmitted = [...toApproved, submitted()];
const toPaid = [...toSubmitted, paid()];

describe('a request', () => {
  it('pins the terms of the policy that is active', () => {
    given(payoutDecider).when(request()).then(requested());
  });

  it('pins a limit, a fee and its bearer, and the amount that is asked for', () => {
    const policy = parsePolicy({
      ...PRESETS.seed,
      payout: {
        minimum: usd('5.00'),
        autoApproveLimit: usd('100.00'),
        providerFees: { borneBy: 'creator', paypal: usd('0.25'), bank: usd('1.00') },
      },
    });
    given(payoutDecider)
      .when(
        request({
          method: 'bank',
          microdiamonds: microdiamonds(416_500_000),
          pricing: { version: 3, policy },
        }),
      )
      .then(
        requested({
          autoApproveLimit: usd('100.00'),
          method: 'bank',
          microdiamonds: '416500000' as MicrodiamondsText,
          minimum: usd('5.00'),
          policyVersion: 3,
          providerFee: usd('1.00'),
          providerFeeBearer: 'creator',
        }),
      );
  });

  it('is made only once', () => {
    given(payoutDecider, requested()).when(request()).thenThrows(InvariantViolation);
  });
});

describe('a reservation', () => {
  it('fixes the amounts, and is approved at once where there is no limit', () => {
    given(payoutDecider, requested()).when(reserve()).then(reserved(), approved);
  });

  it('is approved at once up to the limit, which counts before provider fees', () => {
    const withFee = { ...AMOUNTS, net: usd('1.83'), providerFee: usd('0.25') };
    given(payoutDecider, requested({ autoApproveLimit: usd('2.08') }))
      .when(reserve(withFee))
      .then(reserved(withFee), approved);
    given(payoutDecider, requested({ autoApproveLimit: usd('2.07') }))
      .when(reserve(withFee))
      .then(reserved(withFee));
  });

  it('changes nothing where the payout has ended before', () => {
    given(payoutDecider, requested(), cancelled).when(reserve()).thenNothing();
    given(payoutDecider, requested(), declined('insufficient-diamonds'))
      .when(reserve())
      .thenNothing();
  });

  it('breaks the line where it comes twice, or for a payout that nobody asked for', () => {
    given(payoutDecider, ...toReserved)
      .when(reserve())
      .thenThrows(InvariantViolation);
    given(payoutDecider).when(reserve()).thenThrows(InvariantViolation);
  });
});

describe('a declined reservation', () => {
  it('declines the payout', () => {
    given(payoutDecider, requested()).when(decline).then(declined('insufficient-diamonds'));
  });

  it('changes nothing where the payout has ended before', () => {
    given(payoutDecider, requested(), cancelled).when(decline).thenNothing();
    given(payoutDecider, requested(), declined('insufficient-diamonds'))
      .when(decline)
      .thenNothing();
  });

  it('breaks the line behind a reservation', () => {
    given(payoutDecider, ...toReserved)
      .when(decline)
      .thenThrows(InvariantViolation);
  });
});

describe('a cancellation', () => {
  it('ends a payout that was not submitted', () => {
    given(payoutDecider, requested()).when(cancel).then(cancelled);
    given(payoutDecider, LIMITED, reserved()).when(cancel).then(cancelled);
    given(payoutDecider, ...toApproved)
      .when(cancel)
      .then(cancelled);
  });

  it('keeps the amounts for whoever looks at it later', () => {
    expect(given(payoutDecider, requested(), cancelled).state()).toMatchObject({
      stage: 'cancelled',
      amounts: undefined,
    });
    expect(given(payoutDecider, ...toApproved, cancelled).state()).toMatchObject({
      stage: 'cancelled',
      amounts: AMOUNTS,
    });
  });

  it('is refused where the provider may have the payout', () => {
    for (const history of [toSubmitted, toPaid, [...toSubmitted, failed], [...toPaid, returned]]) {
      given(payoutDecider, ...history)
        .when(cancel)
        .thenRefused('payout-already-submitted');
    }
  });

  it('has nothing to do where the payout has ended before', () => {
    given(payoutDecider, requested(), cancelled).when(cancel).thenRefused('nothing-to-do');
    given(payoutDecider, requested(), declined('below-minimum-payout'))
      .when(cancel)
      .thenRefused('nothing-to-do');
  });

  it('breaks the line where nobody asked for the payout', () => {
    given(payoutDecider).when(cancel).thenThrows(InvariantViolation);
  });
});

describe('a submission', () => {
  it('follows the approval', () => {
    given(payoutDecider, ...toApproved)
      .when(submit)
      .then(submitted());
  });

  it('never comes before it, twice, or behind an end', () => {
    for (const history of [toReserved, toSubmitted, [...toApproved, cancelled]]) {
      given(payoutDecider, ...history)
        .when(submit)
        .thenThrows(InvariantViolation);
    }
  });
});

describe('an acceptance', () => {
  it('keeps the name by which the provider must be asked', () => {
    given(payoutDecider, ...toSubmitted)
      .when(accept('ref-1'))
      .then(accepted());
  });

  it('changes nothing where another instance recorded it', () => {
    const ends = [[], [paid()], [paid(), returned], [failed]];
    for (const end of ends) {
      given(payoutDecider, ...toSubmitted, accepted(), ...end)
        .when(accept('ref-1'))
        .thenNothing();
    }
  });

  it('breaks the line where the payout was taken under another name, or never submitted', () => {
    for (const history of [
      [...toSubmitted, accepted()],
      [...toSubmitted, accepted(), paid()],
      [...toSubmitted, failed],
      toApproved,
    ]) {
      given(payoutDecider, ...history)
        .when(accept('ref-2'))
        .thenThrows(InvariantViolation);
    }
  });
});

describe('what the provider says', () => {
  it('settles a submitted payout', () => {
    given(payoutDecider, ...toSubmitted)
      .when(settle(PAID))
      .then(paid());
    given(payoutDecider, ...toSubmitted)
      .when(settle(FAILED))
      .then(failed);
  });

  it('may leave open until when the money can come back', () => {
    const until = '2026-12-25T12:00:00.000Z';
    given(payoutDecider, ...toSubmitted)
      .when(settle({ ...PAID, returnableUntil: until }))
      .then(paid(until));
  });

  it('brings money back that was paid, also where both are heard at once', () => {
    given(payoutDecider, ...toSubmitted, paid('2026-12-25T12:00:00.000Z'))
      .when(settle(RETURNED))
      .then(returned);
    given(payoutDecider, ...toSubmitted)
      .when(settle(RETURNED))
      .then(paid(), returned);
  });

  it('changes nothing where it is recorded already', () => {
    given(payoutDecider, ...toPaid)
      .when(settle(PAID))
      .thenNothing();
    given(payoutDecider, ...toSubmitted, failed)
      .when(settle(FAILED))
      .thenNothing();
    given(payoutDecider, ...toPaid, returned)
      .when(settle(RETURNED))
      .thenNothing();
    given(payoutDecider, ...toPaid, returned)
      .when(settle(PAID))
      .thenNothing();
  });

  it('breaks the line where it contradicts what is recorded', () => {
    const contradictions: readonly [readonly PayoutEvent[], ProviderOutcome][] = [
      [toPaid, FAILED],
      [[...toPaid, returned], FAILED],
      [[...toSubmitted, failed], PAID],
      [toApproved, PAID],
      [[...toApproved, cancelled], PAID],
    ];
    for (const [history, outcome] of contradictions) {
      given(payoutDecider, ...history)
        .when(settle(outcome))
        .thenThrows(InvariantViolation);
    }
  });
});

describe('a history that cannot be', () => {
  const state = (...history: readonly PayoutEvent[]) => given(payoutDecider, ...history).state;

  it('breaks the line where a stage is jumped over or repeated', () => {
    for (const history of [
      [requested(), requested()],
      [reserved()],
      [requested(), approved],
      [...toReserved, submitted()],
      [...toApproved, accepted()],
      [...toSubmitted, accepted(), accepted('ref-2')],
      [...toApproved, paid()],
      [...toApproved, failed],
      [...toSubmitted, returned],
      [...toSubmitted, cancelled],
      [...toSubmitted, declined('insufficient-diamonds')],
    ]) {
      expect(state(...history)).toThrow(InvariantViolation);
    }
  });

  it('is not guessed at where a type or a version is unknown', () => {
    expect(state({ ...requested(), schemaVersion: 2 })).toThrow(UnknownEvent);
    expect(
      state({ type: 'PayoutLost', schemaVersion: 1, data: {} } as unknown as PayoutEvent),
    ).toThrow(UnknownEvent);
  });

  it('refuses a command that nobody knows', () => {
    given(payoutDecider)
      .when({ kind: 'lose' } as unknown as PayoutCommand)
      .thenThrows(InvariantViolation);
  });
});

describe('every event of a payout', () => {
  it('is built in the order in which it is stored', () => {
    const limit = request({ microdiamonds: microdiamonds(1) });
    const policy = { ...limit.pricing.policy };
    const decisions: readonly [readonly PayoutEvent[], PayoutCommand][] = [
      [
        [],
        {
          ...limit,
          pricing: {
            version: 1,
            policy: {
              ...policy,
              payout: { ...policy.payout, autoApproveLimit: policy.payout.minimum },
            },
          },
        },
      ],
      [[requested()], reserve()],
      [[requested()], decline],
      [[requested()], cancel],
      [toApproved, submit],
      [toSubmitted, settle({ ...PAID, returnableUntil: NOW })],
      [toSubmitted, accept('ref-1')],
      [toSubmitted, settle(FAILED)],
      [toSubmitted, settle(RETURNED)],
    ];
    for (const [history, command] of decisions) {
      const decision = payoutDecider.decide(command, given(payoutDecider, ...history).state());
      for (const { data } of decision as readonly PayoutEvent[]) {
        expect(JSON.stringify(data)).toBe(canonicalJson(data));
      }
    }
  });
});
