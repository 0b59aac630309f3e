import { coins } from '@gifting/kernel/coins';
import { type CreatorId } from '@gifting/kernel';
import { microdiamonds } from '@gifting/kernel/diamonds';
import fc from 'fast-check';
import { convertToMicrodiamonds, grossRateOf, netRateOf, splitMicrodiamonds } from './conversion';
import { type Policy, parsePolicy } from './policy';
import { PRESETS } from './presets/presets';

const seed = parsePolicy(PRESETS.seed);
const share = (creatorId: string, shareBps: bigint) => ({
  creatorId: creatorId as CreatorId,
  shareBps,
});
const amounts = (total: number, ...shares: ReturnType<typeof share>[]): bigint[] =>
  splitMicrodiamonds(microdiamonds(total), shares).map((part) => part.microdiamonds);

describe('convertToMicrodiamonds', () => {
  it.each([
    ['1', '2', 1, 500_000n],
    ['1', '1', 833, 833_000_000n],
    ['1', '1000000', 1, 1n],
    ['3', '8', 5, 1_875_000n],
    ['2', '3000000', 3, undefined],
  ])('at %s/%s diamonds a coin is exact', (numerator, denominator, amount, expected) => {
    const content = { ...PRESETS.seed, conversion: { numerator, denominator } };
    if (expected === undefined) {
      expect(() => parsePolicy(content)).toThrow('fractions of a microdiamond');
    } else {
      expect(convertToMicrodiamonds(parsePolicy(content), coins(amount))).toBe(expected);
    }
  });

  it('adds up however coins are split', () => {
    const anyCoins = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(coins);
    const ratios = fc.bigInt({ min: 1n, max: 10n ** 7n }).map((amount) => microdiamonds(amount));
    fc.assert(
      fc.property(anyCoins, anyCoins, ratios, (a, b, microdiamondsPerCoin) => {
        const policy: Policy = { ...seed, microdiamondsPerCoin };
        expect(convertToMicrodiamonds(policy, a) + convertToMicrodiamonds(policy, b)).toBe(
          convertToMicrodiamonds(policy, coins(a + b)),
        );
      }),
    );
  });
});

describe('rates', () => {
  it('are those of one whole diamond', () => {
    expect(grossRateOf(seed)).toEqual({ currency: 'USD', micros: 10_000n });
    expect(netRateOf(seed)).toEqual({ currency: 'USD', micros: 5_000n });
  });
});

describe('splitMicrodiamonds', () => {
  it('gives all to one', () => {
    expect(splitMicrodiamonds(microdiamonds(500_001), [share('ana', 10_000n)])).toEqual([
      { creatorId: 'ana', microdiamonds: 500_001n },
    ]);
  });

  it('thirds of one coin: 166,667 twice and 166,666', () => {
    expect(amounts(500_000, share('c', 3_333n), share('a', 3_333n), share('b', 3_333n))).toEqual([
      166_666n,
      166_667n,
      166_667n,
    ]);
  });

  it('gives what is left to those that lost most by rounding down', () => {
    // 0.5, 4.5 and 5 of ten: both halves lose as much, and the larger share goes first.
    expect(amounts(10, share('a', 500n), share('b', 4_500n), share('c', 5_000n))).toEqual([
      0n,
      5n,
      5n,
    ]);
    // 0.9 and 2.1 of three: the smaller share loses more.
    expect(amounts(3, share('a', 7_000n), share('b', 3_000n))).toEqual([2n, 1n]);
  });

  it('gives what is left to the lower id among equal shares', () => {
    expect(amounts(1, share('b', 5_000n), share('a', 5_000n))).toEqual([0n, 1n]);
    expect(amounts(1, share('a', 5_000n), share('B', 5_000n))).toEqual([0n, 1n]);
  });

  it('gives nothing to a share of nothing', () => {
    expect(amounts(3, share('a', 0n), share('b', 1n), share('c', 1n))).toEqual([0n, 2n, 1n]);
  });

  it.each([
    ['no shares', []],
    ['only shares of nothing', [share('a', 0n)]],
    ['a negative share', [share('a', -1n), share('b', 2n)]],
    ['a creator twice', [share('a', 1n), share('a', 1n)]],
  ])('refuses %s', (_, shares) => {
    expect(() => splitMicrodiamonds(microdiamonds(1), shares)).toThrow(RangeError);
  });

  it('refuses a negative total', () => {
    expect(() => splitMicrodiamonds(microdiamonds(-1), [share('a', 1n)])).toThrow(RangeError);
  });

  describe('for all shares', () => {
    const totals = fc.bigInt({ min: 0n, max: 10n ** 18n }).map((amount) => microdiamonds(amount));
    const splits = fc
      .uniqueArray(
        fc.record({
          creatorId: fc.stringMatching(/^[a-zA-Z0-9]{1,4}$/).map((id) => id as CreatorId),
          shareBps: fc.bigInt({ min: 0n, max: 10_000n }),
        }),
        { minLength: 1, maxLength: 12, selector: ({ creatorId }) => creatorId },
      )
      .filter((shares) => shares.some(({ shareBps }) => shareBps > 0n));

    it('the parts add up, keep the order, and are less than one away from the exact share', () => {
      fc.assert(
        fc.property(totals, splits, (total, shares) => {
          const parts = splitMicrodiamonds(total, shares);
          const whole = shares.reduce((sum, { shareBps }) => sum + shareBps, 0n);
          expect(parts.reduce((sum, part) => sum + part.microdiamonds, 0n)).toBe(total);
          parts.forEach((part, index) => {
            expect(part.creatorId).toBe(shares[index]?.creatorId);
            const exact = total * (shares[index]?.shareBps ?? 0n);
            const off = part.microdiamonds * whole - exact;
            expect(off < whole && off > -whole).toBe(true);
          });
        }),
      );
    });

    it('do not depend on the order of the shares', () => {
      fc.assert(
        fc.property(totals, splits, (total, shares) => {
          const byId = new Map(
            splitMicrodiamonds(total, shares).map((part) => [part.creatorId, part.microdiamonds]),
          );
          for (const part of splitMicrodiamonds(total, [...shares].reverse())) {
            expect(part.microdiamonds).toBe(byId.get(part.creatorId));
          }
        }),
      );
    });

    it('never give less to a larger share', () => {
      fc.assert(
        fc.property(totals, splits, (total, shares) => {
          const parts = splitMicrodiamonds(total, shares);
          const ranked = shares
            .map(({ shareBps }, index) => [shareBps, parts[index]?.microdiamonds ?? 0n] as const)
            .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
          ranked.slice(1).forEach(([shareBps, amount], index) => {
            const [lowerShare, lowerAmount] = ranked[index] ?? [0n, 0n];
            if (shareBps > lowerShare) expect(amount).toBeGreaterThanOrEqual(lowerAmount);
          });
        }),
      );
    });
  });
});
