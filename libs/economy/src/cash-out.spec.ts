import {
  CURRENCIES,
  type Currency,
  micros,
  microsPerMinorUnit,
  type Money,
  parseMoney,
} from '@gifting/kernel/money';
import {
  MICRODIAMONDS_PER_DIAMOND,
  NO_DIAMONDS,
  parseDiamonds,
  printDiamonds,
} from '@gifting/kernel/diamonds';
import fc from 'fast-check';
import {
  cashOut,
  cashOutAtRate,
  cashOutUnit,
  type CashOut,
  type CashOutRequest,
  type RateBucket,
  withdrawable,
} from './cash-out';
import type { DiamondRate } from './rates';

const rate = (net: number, code = 'USD', gross = net * 2): DiamondRate => ({
  currency: code as Currency,
  gross: micros(gross),
  net: micros(net),
});
const bucket = (diamonds: string, at: DiamondRate): RateBucket => {
  const amount = parseDiamonds(diamonds.replace('-', ''));
  return { rate: at, microdiamonds: diamonds.startsWith('-') ? negated(amount) : amount };
};
const negated = (amount: RateBucket['microdiamonds']) =>
  (NO_DIAMONDS - amount) as RateBucket['microdiamonds'];
const usd = (value: string): Money => parseMoney({ currency: 'USD', value });
const ONE_CENT = usd('0.01');

const seedRate = rate(5_000);
const centRate = rate(10_000);
const twelveMillsRate = rate(12_000);

/** The diamonds of each line, as people write them. */
const linesOf = (paid: CashOut | undefined): string[] =>
  (paid?.lines ?? []).map((line) => printDiamonds(line.microdiamonds));

function pay(buckets: readonly RateBucket[], request: CashOutRequest): CashOut {
  const paid = cashOut(buckets, request);
  if ('refused' in paid) throw new Error(paid.refused);
  return paid;
}

describe('cashOutUnit', () => {
  it.each([
    ['USD', 5_000, '2'],
    ['USD', 10_000, '1'],
    ['USD', 20_000, '1'],
    ['USD', 12_000, '5'],
    ['USD', 1, '10000'],
    ['USD', 7_919, '10000'],
    ['USD', 15_000, '2'],
    ['JPY', 1_000_000, '1'],
    ['JPY', 750_000, '4'],
    ['JPY', 5_000, '200'],
    ['KWD', 5_000, '1'],
    ['KWD', 1_500, '2'],
    ['KWD', 100, '10'],
  ])('in %s at %i micros a diamond is %s D', (code, net, diamonds) => {
    expect(cashOutUnit(rate(net, code))).toBe(parseDiamonds(diamonds));
  });

  it('is the fewest whole diamonds that give exact minor units', () => {
    const rates = fc.tuple(fc.integer({ min: 1, max: 2_000_000 }), fc.constantFrom(...CURRENCIES));
    fc.assert(
      fc.property(rates, ([net, currency]) => {
        const minorUnit = microsPerMinorUnit(currency);
        const unit = cashOutUnit(rate(net, currency)) / MICRODIAMONDS_PER_DIAMOND;
        expect((unit * BigInt(net)) % minorUnit).toBe(0n);
        // Any smaller count that paid exactly would divide this one.
        for (const prime of [2n, 5n]) {
          if (unit % prime === 0n) expect(((unit / prime) * BigInt(net)) % minorUnit).not.toBe(0n);
        }
        expect(minorUnit % unit).toBe(0n);
      }),
    );
  });
});

describe('cashOutAtRate', () => {
  it('pays whole units and leaves the rest', () => {
    expect(cashOutAtRate(parseDiamonds('417.999999'), seedRate)).toEqual({
      rate: seedRate,
      microdiamonds: parseDiamonds('416'),
      gross: usd('4.16').micros,
      commission: usd('2.08').micros,
      net: usd('2.08').micros,
    });
  });

  it.each(['0', '1.999999'])('pays nothing of %s D', (diamonds) => {
    expect(cashOutAtRate(parseDiamonds(diamonds), seedRate)).toMatchObject({
      microdiamonds: 0n,
      gross: 0n,
      commission: 0n,
      net: 0n,
    });
  });

  it('pays nothing of a debt', () => {
    expect(cashOutAtRate(negated(parseDiamonds('10')), seedRate).microdiamonds).toBe(0n);
  });

  it('in yen and dinars pays their minor units', () => {
    expect(cashOutAtRate(parseDiamonds('403.5'), rate(750_000, 'JPY'))).toMatchObject({
      microdiamonds: parseDiamonds('400'),
      net: 300_000_000n,
    });
    expect(cashOutAtRate(parseDiamonds('401.5'), rate(1_500, 'KWD'))).toMatchObject({
      microdiamonds: parseDiamonds('400'),
      net: 600_000n,
    });
  });
});

describe('withdrawable', () => {
  it('is nothing for nothing', () => {
    expect(withdrawable([])).toBeUndefined();
    expect(withdrawable([bucket('1.5', seedRate)])).toBeUndefined();
  });

  it('takes of each rate what gives exact minor units, oldest first; the rest of each stays', () => {
    const buckets = [
      bucket('101.5', seedRate),
      bucket('1', seedRate),
      bucket('14', twelveMillsRate),
      bucket('3.25', centRate),
    ];
    const all = withdrawable(buckets);
    expect(linesOf(all)).toEqual(['100', '10', '3']);
    expect(all?.lines.map((line) => line.rate)).toEqual([seedRate, twelveMillsRate, centRate]);
    expect(all?.net).toBe(usd('0.65').micros);
  });

  it('ignores the minimum', () => {
    expect(withdrawable([bucket('2', seedRate)])?.net).toBe(ONE_CENT.micros);
  });
});

describe('cashOut of all', () => {
  it('takes all that is withdrawable', () => {
    const buckets = [bucket('416.5', seedRate)];
    expect(pay(buckets, { minimum: usd('1.00') })).toEqual(withdrawable(buckets));
  });

  it('may be the minimum, and not less', () => {
    const minimum = usd('1.00');
    expect(pay([bucket('200', seedRate)], { minimum }).net).toBe(minimum.micros);
    expect(cashOut([bucket('199.999999', seedRate)], { minimum })).toMatchObject({
      refused: 'below-minimum-payout',
      detail: 'A payout is at least 1.00 USD.',
    });
  });

  it.each([
    ['nothing', []],
    ['less than a unit', [bucket('1', seedRate)]],
    ['a debt', [bucket('-10', seedRate)]],
  ])('of %s is below any minimum', (_, buckets) => {
    expect(cashOut(buckets, { minimum: usd('0.00') })).toMatchObject({
      refused: 'below-minimum-payout',
    });
  });
});

describe('cashOut of an explicit amount', () => {
  const buckets = [bucket('101', seedRate), bucket('50', centRate)];
  const of = (diamonds: string, minimum = ONE_CENT) => ({
    microdiamonds: parseDiamonds(diamonds),
    minimum,
  });

  it('is rounded down to the cash-out unit', () => {
    expect(linesOf(pay(buckets, of('7.5')))).toEqual(['6', '1']);
    expect(linesOf(pay([bucket('101', seedRate)], of('7.5')))).toEqual(['6']);
  });

  it('is taken from the oldest rate first', () => {
    expect(linesOf(pay(buckets, of('100')))).toEqual(['100']);
    expect(linesOf(pay(buckets, of('120')))).toEqual(['100', '20']);
  });

  it('may ask for all that is held, rests included', () => {
    expect(linesOf(pay(buckets, of('151')))).toEqual(['100', '50']);
  });

  it('too small for a unit of the oldest rate is taken from the next', () => {
    expect(pay(buckets, of('1.5')).lines).toMatchObject([{ rate: centRate, net: 10_000n }]);
  });

  it('of more than is held is refused', () => {
    expect(cashOut(buckets, of('151.000001'))).toMatchObject({ refused: 'insufficient-diamonds' });
    expect(cashOut([], of('0.000001'))).toMatchObject({ refused: 'insufficient-diamonds' });
  });

  it('below the minimum is refused, though more is held', () => {
    expect(cashOut(buckets, of('98.5', usd('0.50')))).toMatchObject({
      refused: 'below-minimum-payout',
    });
    expect(cashOut(buckets, of('0'))).toMatchObject({ refused: 'below-minimum-payout' });
  });
});

describe('one payout has one currency', () => {
  const yen = rate(750_000, 'JPY');

  it('that of the oldest rate with something to withdraw', () => {
    const buckets = [bucket('1', seedRate), bucket('8', yen), bucket('100', seedRate)];
    expect(withdrawable(buckets)).toMatchObject({
      currency: 'USD',
      microdiamonds: parseDiamonds('100'),
    });
    const waiting = [bucket('1', seedRate), bucket('8', yen)];
    expect(withdrawable(waiting)).toMatchObject({ currency: 'JPY', net: 6_000_000n });
  });

  it('so more than is held in it cannot be asked for', () => {
    const buckets = [bucket('8', yen), bucket('100', seedRate)];
    expect(
      cashOut(buckets, { microdiamonds: parseDiamonds('9'), minimum: ONE_CENT }),
    ).toMatchObject({ refused: 'insufficient-diamonds' });
  });

  it('and a minimum in another currency does not bind it', () => {
    const paid = pay([bucket('4', yen)], { minimum: usd('1000.00') });
    expect(paid).toMatchObject({ currency: 'JPY', net: 3_000_000n });
  });
});

describe('the debt of a creator', () => {
  it('is covered by the oldest diamonds before anything is withdrawable', () => {
    const buckets = [bucket('-10', seedRate), bucket('20', seedRate), bucket('20', centRate)];
    expect(linesOf(withdrawable(buckets))).toEqual(['10', '20']);
  });

  it('is covered at its worth, not diamond for diamond', () => {
    const buckets = [bucket('20', centRate), bucket('-10', seedRate)];
    expect(linesOf(withdrawable(buckets))).toEqual(['15']);
  });

  it('is covered in full, were it by part of a microdiamond', () => {
    const fiveDiamonds = bucket('5', twelveMillsRate);
    expect(linesOf(withdrawable([fiveDiamonds]))).toEqual(['5']);
    expect(withdrawable([bucket('-0.000001', seedRate), fiveDiamonds])).toBeUndefined();
  });

  it('may take all', () => {
    const buckets = [bucket('20', seedRate), bucket('-10', centRate)];
    expect(withdrawable(buckets)).toBeUndefined();
    expect(
      cashOut(buckets, { microdiamonds: parseDiamonds('2'), minimum: ONE_CENT }),
    ).toMatchObject({ refused: 'insufficient-diamonds' });
  });

  it('does not reach another currency', () => {
    const buckets = [bucket('-10', rate(750_000, 'JPY')), bucket('2', seedRate)];
    expect(withdrawable(buckets)?.currency).toBe('USD');
  });
});

describe('for all holdings', () => {
  const rates = fc
    .tuple(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 0, max: 50_000 }))
    .map(([net, commission]) => rate(net, 'USD', net + commission));
  const held = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n });
  const holdings = fc.array(
    fc.record({ rate: rates, microdiamonds: held }).map((one) => one as RateBucket),
    { maxLength: 6 },
  );
  const worth = (buckets: readonly RateBucket[]): bigint =>
    buckets.reduce((sum, one) => sum + one.microdiamonds * one.rate.net, 0n);

  it('net + commission = gross = diamonds × gross rate, net in whole cents, within what is held', () => {
    fc.assert(
      fc.property(holdings, (buckets) => {
        const all = withdrawable(buckets);
        if (all === undefined) return;
        expect(all.net + all.commission).toBe(all.gross);
        expect(all.net % 10_000n).toBe(0n);
        for (const line of all.lines) {
          const diamonds = line.microdiamonds / MICRODIAMONDS_PER_DIAMOND;
          expect(line.microdiamonds % cashOutUnit(line.rate)).toBe(0n);
          expect(line.gross).toBe(diamonds * line.rate.gross);
          expect(line.net).toBe(diamonds * line.rate.net);
          expect(line.net % 10_000n).toBe(0n);
        }
        for (const key of ['microdiamonds', 'gross', 'commission', 'net'] as const) {
          expect(all.lines.reduce((sum, line) => sum + line[key], 0n)).toBe(all[key]);
        }
      }),
    );
  });

  it('a payout never leaves a creator with less than nothing', () => {
    fc.assert(
      fc.property(holdings, (buckets) => {
        const net = withdrawable(buckets)?.net ?? 0n;
        if (net > 0n) expect(worth(buckets) - net * 1_000_000n).toBeGreaterThanOrEqual(0n);
      }),
    );
  });

  it('without debt, less than a unit of each rate stays', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(rates, { maxLength: 6, selector: ({ net }) => net }),
        held,
        (all, amount) => {
          const microdiamonds = (amount < 0n ? -amount : amount) as RateBucket['microdiamonds'];
          const paid = withdrawable(all.map((one) => ({ rate: one, microdiamonds })));
          for (const one of all) {
            const line = paid?.lines.find((each) => each.rate === one);
            expect(microdiamonds - (line?.microdiamonds ?? 0n)).toBeLessThan(cashOutUnit(one));
          }
        },
      ),
    );
  });

  it('an explicit amount is never exceeded, and an answer is a payout or a refusal', () => {
    fc.assert(
      fc.property(holdings, fc.bigInt({ min: 0n, max: 10n ** 12n }), (buckets, amount) => {
        const microdiamonds = amount as RateBucket['microdiamonds'];
        const paid = cashOut(buckets, { microdiamonds, minimum: ONE_CENT });
        if ('refused' in paid) {
          expect(['insufficient-diamonds', 'below-minimum-payout']).toContain(paid.refused);
        } else {
          expect(paid.microdiamonds).toBeLessThanOrEqual(amount);
          expect(paid.net).toBeGreaterThanOrEqual(ONE_CENT.micros);
        }
      }),
    );
  });
});
