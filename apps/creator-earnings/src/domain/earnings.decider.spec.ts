import { InvariantViolation, type PayoutId, UnknownEvent } from '@gifting/kernel';
import { given } from '@gifting/testing';
import {
  credit,
  credited,
  declined,
  GENEROUS,
  line,
  redeem,
  redeemed,
  reserve,
  reserved,
  restore,
  restored,
} from './earnings.fixture';
import { type EarningsCommand, earningsDecider } from './earnings.decider';
import type { EarningsEvent } from './earnings.events';
import { totalOf } from './rate-buckets';

const WHOLE = { gross: '4.16', commission: '2.08', net: '2.08' };
const reservedWhole = reserved('y1', [line(416)], WHOLE);

describe('a gift', () => {
  it('is credited with what its creator may see of it', () => {
    given(earningsDecider).when(credit(416.5)).then(credited(416.5));
  });

  it('joins the diamonds of its rate, wherever other rates came in between', () => {
    const { balances } = given(
      earningsDecider,
      credited(1),
      credited(2, GENEROUS),
      credited(0.5),
    ).state();
    expect(balances.available.map((bucket) => bucket.microdiamonds)).toEqual([
      1_500_000n,
      2_000_000n,
    ]);
  });
});

describe('a reservation', () => {
  it('takes all that whole cents allow and keeps the rest', () => {
    given(earningsDecider, credited(416.5)).when(reserve('y1')).then(reservedWhole);
    const { balances } = given(earningsDecider, credited(416.5), reservedWhole).state();
    expect(balances.reserved).toBe(416_000_000n);
    expect(totalOf(balances.available)).toBe(500_000n);
  });

  it('rounds an amount that is asked for down to the cash-out unit', () => {
    given(earningsDecider, credited(1_000))
      .when(reserve('y1', { amount: 417 }))
      .then(reservedWhole);
  });

  it('takes the oldest rate first, each at its own worth', () => {
    given(earningsDecider, credited(101), credited(1_000, GENEROUS))
      .when(reserve('y1', { amount: 300 }))
      .then(
        reserved('y1', [line(100), line(200, GENEROUS)], {
          gross: '3.00',
          commission: '1.10',
          net: '1.90',
        }),
      );
  });

  it('lets the platform bear the fee, or the creator', () => {
    given(earningsDecider, credited(1_000))
      .when(reserve('y1', { fee: '0.25' }))
      .then(
        reserved('y1', [line(1_000)], {
          gross: '10.00',
          commission: '5.00',
          net: '5.00',
          fee: '0.25',
        }),
      );
    given(earningsDecider, credited(1_000))
      .when(reserve('y1', { fee: '0.25', bearer: 'creator' }))
      .then(
        reserved('y1', [line(1_000)], {
          gross: '10.00',
          commission: '5.00',
          net: '4.75',
          fee: '0.25',
        }),
      );
  });

  it('is declined below the minimum, which counts before the fee', () => {
    given(earningsDecider, credited(199))
      .when(reserve('y1'))
      .then(declined('y1', 'below-minimum-payout'));
    given(earningsDecider, credited(200))
      .when(reserve('y1', { fee: '0.25', bearer: 'creator' }))
      .then(
        reserved('y1', [line(200)], {
          gross: '2.00',
          commission: '1.00',
          net: '0.75',
          fee: '0.25',
        }),
      );
  });

  it('is declined where more is asked for than is available', () => {
    given(earningsDecider, credited(416.5))
      .when(reserve('y1', { amount: 417 }))
      .then(declined('y1', 'insufficient-diamonds'));
    given(earningsDecider, credited(832), reservedWhole)
      .when(reserve('y2', { amount: 500 }))
      .then(declined('y2', 'insufficient-diamonds'));
  });

  it('is declined for a creator who never earned', () => {
    given(earningsDecider).when(reserve('y1')).then(declined('y1', 'below-minimum-payout'));
  });

  it('lives at most once for each payout', () => {
    given(earningsDecider, credited(416.5), reservedWhole)
      .when(reserve('y1'))
      .thenThrows(InvariantViolation);
    given(earningsDecider, declined('y1', 'insufficient-diamonds'))
      .when(reserve('y1'))
      .thenThrows(InvariantViolation);
  });
});

describe('a payout that ends', () => {
  it('redeems what it had reserved', () => {
    given(earningsDecider, credited(416.5), reservedWhole)
      .when(redeem('y1'))
      .then(redeemed('y1', line(416)));
    const { balances } = given(
      earningsDecider,
      credited(416.5),
      reservedWhole,
      redeemed('y1', line(416)),
    ).state();
    expect(balances).toMatchObject({ reserved: 0n, redeemed: 416_000_000n });
  });

  it('restores what it had reserved, at the rate at which it was earned', () => {
    const mixed = reserved('y1', [line(100), line(200, GENEROUS)], {
      gross: '3.00',
      commission: '1.10',
      net: '1.90',
    });
    const history = [credited(101), credited(1_000, GENEROUS), mixed];
    given(earningsDecider, ...history)
      .when(restore('y1', 'reserved'))
      .then(restored('y1', 'reserved', line(100), line(200, GENEROUS)));
    const before = given(earningsDecider, credited(101), credited(1_000, GENEROUS)).state();
    const after = given(
      earningsDecider,
      ...history,
      restored('y1', 'reserved', line(100), line(200, GENEROUS)),
    ).state();
    expect(after.balances).toEqual(before.balances);
  });

  it('restores what was redeemed when the money comes back', () => {
    given(earningsDecider, credited(416.5), reservedWhole, redeemed('y1', line(416)))
      .when(restore('y1', 'redeemed'))
      .then(restored('y1', 'redeemed', line(416)));
    const { balances } = given(
      earningsDecider,
      credited(416.5),
      reservedWhole,
      redeemed('y1', line(416)),
      restored('y1', 'redeemed', line(416)),
    ).state();
    expect(balances).toMatchObject({ reserved: 0n, redeemed: 0n });
    expect(totalOf(balances.available)).toBe(416_500_000n);
  });

  it('leaves the oldest rate the oldest, even when all of it was away', () => {
    const all = reserved('y1', [line(200)], { gross: '2.00', commission: '1.00', net: '1.00' });
    given(
      earningsDecider,
      credited(200),
      all,
      credited(200, GENEROUS),
      restored('y1', 'reserved', line(200)),
    )
      .when(reserve('y2', { amount: 200 }))
      .then({ ...all, data: { ...all.data, payoutId: 'y2' as PayoutId } });
  });

  it('changes nothing where nothing had been reserved', () => {
    const history = [declined('y1', 'insufficient-diamonds')];
    given(earningsDecider, ...history)
      .when(restore('y1', 'reserved'))
      .thenNothing();
    given(earningsDecider, ...history)
      .when(redeem('y1'))
      .thenNothing();
  });

  it('breaks the line where the payout never asked', () => {
    given(earningsDecider, credited(416.5)).when(redeem('y1')).thenThrows(InvariantViolation);
    given(earningsDecider, credited(416.5))
      .when(restore('y1', 'reserved'))
      .thenThrows(InvariantViolation);
  });

  it('breaks the line where it ends twice, or comes back without having been paid', () => {
    const paid = [credited(416.5), reservedWhole, redeemed('y1', line(416))];
    given(earningsDecider, ...paid)
      .when(redeem('y1'))
      .thenThrows(InvariantViolation);
    given(earningsDecider, ...paid)
      .when(restore('y1', 'reserved'))
      .thenThrows(InvariantViolation);
    given(earningsDecider, credited(416.5), reservedWhole)
      .when(restore('y1', 'redeemed'))
      .thenThrows(InvariantViolation);
    given(earningsDecider, ...paid, restored('y1', 'redeemed', line(416)))
      .when(restore('y1', 'redeemed'))
      .thenThrows(InvariantViolation);
  });
});

describe('a history that cannot be', () => {
  const state = (...history: readonly EarningsEvent[]) => given(earningsDecider, ...history).state;

  it('breaks the line where more is taken than a rate holds', () => {
    expect(state(credited(415), reservedWhole)).toThrow(InvariantViolation);
    expect(state(credited(1_000, GENEROUS), reservedWhole)).toThrow(InvariantViolation);
  });

  it('breaks the line where a payout reserves or is declined twice', () => {
    expect(state(credited(1_000), reservedWhole, reservedWhole)).toThrow(InvariantViolation);
    expect(state(credited(1_000), reservedWhole, declined('y1', 'insufficient-diamonds'))).toThrow(
      InvariantViolation,
    );
  });

  it('breaks the line where more comes back than was set aside', () => {
    expect(state(credited(416.5), reservedWhole, redeemed('y1', line(417)))).toThrow(
      InvariantViolation,
    );
    expect(state(credited(416.5), reservedWhole, restored('y1', 'reserved', line(417)))).toThrow(
      InvariantViolation,
    );
  });

  it('is not guessed at where a type or a version is unknown', () => {
    expect(state({ ...credited(1), schemaVersion: 2 })).toThrow(UnknownEvent);
    expect(
      state({ type: 'DiamondsFound', schemaVersion: 1, data: {} } as unknown as EarningsEvent),
    ).toThrow(UnknownEvent);
  });

  it('refuses a command that nobody knows', () => {
    given(earningsDecider)
      .when({ kind: 'mint' } as unknown as EarningsCommand)
      .thenThrows(InvariantViolation);
  });
});
