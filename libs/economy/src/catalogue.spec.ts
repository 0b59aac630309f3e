import { coins } from '@gifting/kernel/coins';
import { type Currency, micros, printMoney } from '@gifting/kernel/money';
import fc from 'fast-check';
import { displayPrice, findGift, priceOf } from './catalogue';
import { type Policy, parsePolicy } from './policy';
import { PRESETS } from './presets/presets';

const seed = parsePolicy(PRESETS.seed);

const shownAt = (code: string, rate: bigint) => {
  const policy: Policy = {
    ...seed,
    displayRate: { currency: code as Currency, micros: micros(rate) },
  };
  return (amount: number): string => {
    const { currency, micros: value } = displayPrice(policy, coins(amount));
    return printMoney(currency, value).value;
  };
};

describe('findGift', () => {
  it('finds a gift by its id', () => {
    expect(findGift(seed, 'panda')).toEqual({
      giftId: 'panda',
      name: 'Panda',
      coins: 5n,
      effect: 'small',
    });
  });

  it.each(['tulip', '', 'Rose', 'constructor', '__proto__'])('knows no gift %j', (giftId) => {
    expect(findGift(seed, giftId)).toBeUndefined();
  });
});

describe('priceOf', () => {
  const universe = findGift(seed, 'universe');
  if (universe === undefined) throw new Error('the seed has a universe');

  it('is the price of one times the quantity', () => {
    expect(priceOf(universe, 1)).toBe(34_999n);
    expect(priceOf(universe, 9_999)).toBe(349_955_001n);
  });

  it('refuses a fraction of a gift', () => {
    expect(() => priceOf(universe, 0.5)).toThrow(RangeError);
  });
});

describe('displayPrice', () => {
  it.each([
    [1, '0.01'],
    [99, '0.99'],
    [100, '1.00'],
    [149, '1.00'],
    [150, '2.00'],
    [999, '10.00'],
    [1_049, '10.00'],
    [1_050, '11.00'],
  ])('of %i coins at one cent is $%s', (amount, value) => {
    expect(shownAt('USD', 10_000n)(amount)).toBe(value);
  });

  it.each([
    [1, '0.01'],
    [3, '0.02'],
    [199, '1.00'],
    [200, '1.00'],
  ])('of %i coins at half a cent is rounded half-up to the cent: $%s', (amount, value) => {
    expect(shownAt('USD', 5_000n)(amount)).toBe(value);
  });

  it('in yen is always whole', () => {
    const shown = shownAt('JPY', 1_500_000n);
    expect([1, 2, 3, 1_001].map(shown)).toEqual(['2', '3', '5', '1502']);
    expect([1, 2].map(shownAt('JPY', 300_000n))).toEqual(['0', '1']);
  });

  it('in dinars has three digits below one', () => {
    const shown = shownAt('KWD', 3_500n);
    expect([1, 285, 286, 429].map(shown)).toEqual(['0.004', '0.998', '1.000', '2.000']);
  });

  it('is never off by more than half a step, and never falls as coins rise', () => {
    const amounts = fc.integer({ min: 0, max: 1_000_000 });
    const codes = fc.constantFrom('USD', 'JPY', 'KWD');
    fc.assert(
      fc.property(codes, fc.integer({ min: 1, max: 100_000 }), amounts, (code, rate, amount) => {
        const displayRate = { currency: code as Currency, micros: micros(rate) };
        const policy = { ...seed, displayRate };
        const shown = displayPrice(policy, coins(amount)).micros;
        const exact = BigInt(amount) * BigInt(rate);
        const off = shown > exact ? shown - exact : exact - shown;
        expect(off * 2n).toBeLessThanOrEqual(1_000_000n);
        expect(displayPrice(policy, coins(amount + 1)).micros).toBeGreaterThanOrEqual(shown);
      }),
    );
  });
});
