import fc from 'fast-check';
import { canonicalJson } from '@gifting/kernel';
import { readMicrodiamonds } from '@gifting/kernel/diamonds';
import { readMicros } from '@gifting/kernel/money';
import { credit, GENEROUS, redeem, reserve, restore, SEED, sumOf } from './earnings.fixture';
import { earningsDecider, type EarningsState } from './earnings.decider';
import type { DiamondsReserved, EarningsEvent } from './earnings.events';
import { totalOf } from './rate-buckets';

describe('conservation', () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ credit: fc.nat(900_000_000), rate: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.record({ reserve: fc.option(fc.nat(700), { nil: undefined }) }) },
    { weight: 2, arbitrary: fc.record({ end: fc.nat(20), paid: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ comeBack: fc.nat(20) }) },
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  /** The command of a step, where the history allows one. */
  function commandOf(next: Step, index: number, { payouts }: EarningsState) {
    const stage = (wanted: string, choice: number) => {
      const found = [...payouts].filter(([, payout]) => payout.stage === wanted);
      return found[choice % Math.max(1, found.length)]?.[0];
    };
    if ('credit' in next) {
      return credit(next.credit / 1_000_000, next.rate === 0 ? SEED : GENEROUS);
    }
    if ('reserve' in next) {
      return reserve(`y${index}`, next.reserve === undefined ? {} : { amount: next.reserve });
    }
    if ('end' in next) {
      const payoutId = stage('reserved', next.end);
      if (payoutId === undefined) return undefined;
      return next.paid ? redeem(payoutId) : restore(payoutId, 'reserved');
    }
    const payoutId = stage('redeemed', next.comeBack);
    return payoutId === undefined ? undefined : restore(payoutId, 'redeemed');
  }

  it('holds for a creator and for every payout, after every event of any history', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let state = earningsDecider.initial;
        let earned = 0n;
        steps.forEach((next, index) => {
          const command = commandOf(next, index, state);
          if (command === undefined) return;
          for (const event of earningsDecider.decide(command, state) as readonly EarningsEvent[]) {
            state = earningsDecider.evolve(state, event);
            // Built in the order in which it is stored, so that nothing needs to be sorted.
            expect(JSON.stringify(event.data)).toBe(canonicalJson(event.data));
            if (event.type === 'DiamondsCredited') {
              earned += readMicrodiamonds(event.data.microdiamonds);
            }
            if (event.type === 'DiamondsReserved') expectExact(event.data);
            const { available, reserved: aside, redeemed: gone } = state.balances;
            expect(totalOf(available) + aside + gone).toBe(earned);
            expect(available.every((bucket) => bucket.microdiamonds >= 0n)).toBe(true);
            expect(aside).toBe(liveReservations(state));
          }
        });
      }),
    );
  });

  function expectExact({ commission, gross, lines, microdiamonds, net }: DiamondsReserved['data']) {
    expect(readMicros(net) + readMicros(commission)).toBe(readMicros(gross));
    expect(readMicros(net) % 10_000n).toBe(0n);
    const worth = lines.reduce(
      (sum, each) => sum + readMicrodiamonds(each.microdiamonds) * readMicros(each.netRate),
      0n,
    );
    expect(worth).toBe(readMicros(net) * 1_000_000n);
    expect(microdiamonds).toBe(sumOf(lines));
  }

  const liveReservations = ({ payouts }: EarningsState): bigint =>
    [...payouts.values()].reduce(
      (sum, payout) =>
        payout.stage === 'reserved' ? sum + readMicrodiamonds(payout.diamonds.microdiamonds) : sum,
      0n,
    );
});
