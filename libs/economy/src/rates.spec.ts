import { CURRENCIES, type Currency, micros, type Money } from '@gifting/kernel/money';
import fc from 'fast-check';
import {
  type DiamondRate,
  diamondRate,
  isSameRate,
  microdiamondsPerCoin,
  printDiamondRate,
  readDiamondRate,
  WHOLE_BPS,
} from './rates';

const usd = (value: bigint): Money => ({ currency: 'USD' as Currency, micros: micros(value) });

describe('diamondRate', () => {
  it.each([
    [10_000n, 5_000n, 5_000n],
    [10_000n, 0n, 10_000n],
    [10_000n, 9_999n, 1n],
    [24_000n, 5_000n, 12_000n],
    [4n, 2_500n, 3n],
  ])('of %s micros less %s bps leaves %s', (gross, bps, net) => {
    expect(diamondRate(usd(gross), bps)).toEqual({ currency: 'USD', gross, net });
  });

  it.each([
    [1n, 5_000n],
    [10_001n, 5_000n],
    [10_000n, 10_000n - 3_333n, 3_333n],
    [3n, 3_333n],
  ])('of %s micros less %s bps is exact or nothing', (gross, bps, net = undefined) => {
    expect(diamondRate(usd(gross), bps)?.net).toBe(net);
  });

  it('never rounds', () => {
    const grosses = fc.bigInt({ min: 1n, max: 10n ** 12n });
    fc.assert(
      fc.property(grosses, fc.bigInt({ min: 0n, max: WHOLE_BPS }), (gross, bps) => {
        const rate = diamondRate(usd(gross), bps);
        const exact = gross * (WHOLE_BPS - bps);
        if (rate === undefined) expect(exact % WHOLE_BPS).not.toBe(0n);
        else expect(rate.net * WHOLE_BPS).toBe(exact);
      }),
    );
  });
});

describe('microdiamondsPerCoin', () => {
  it.each([
    [1n, 2n, 500_000n],
    [2n, 1n, 2_000_000n],
    [1n, 1_000_000n, 1n],
    [3n, 3_000_000n, 1n],
    [1n, 3n, undefined],
    [1n, 10_000_000n, undefined],
    [2n, 3n, undefined],
  ])('of %s/%s is %s', (numerator, denominator, expected) => {
    expect(microdiamondsPerCoin(numerator, denominator)).toBe(expected);
  });
});

describe('rates in events', () => {
  const rates = fc
    .record({
      currency: fc.constantFrom(...CURRENCIES),
      gross: fc.bigInt({ min: 1n, max: 10n ** 12n }).map(micros),
      net: fc.bigInt({ min: 1n, max: 10n ** 12n }).map(micros),
    })
    .map((rate): DiamondRate => rate);

  it('are money of six digits', () => {
    const rate = diamondRate(usd(10_000n), 5_000n);
    expect(rate && printDiamondRate(rate)).toEqual({
      grossRate: { currency: 'USD', value: '0.01' },
      netRate: { currency: 'USD', value: '0.005' },
    });
  });

  it('are read back as the same rate', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        expect(readDiamondRate(printDiamondRate(rate))).toEqual(rate);
        expect(isSameRate(readDiamondRate(printDiamondRate(rate)), rate)).toBe(true);
      }),
    );
  });

  it('differ by currency, gross or net value', () => {
    const rate: DiamondRate = { currency: 'USD' as Currency, gross: micros(2), net: micros(1) };
    expect(isSameRate(rate, { ...rate })).toBe(true);
    expect(isSameRate(rate, { ...rate, currency: 'EUR' as Currency })).toBe(false);
    expect(isSameRate(rate, { ...rate, gross: micros(3) })).toBe(false);
    expect(isSameRate(rate, { ...rate, net: micros(2) })).toBe(false);
  });
});
