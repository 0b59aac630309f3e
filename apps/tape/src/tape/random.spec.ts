import fc from 'fast-check';
import { Random } from './random';

const draws = (seed: number, count: number): readonly number[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.fraction() * 2 ** 32);
};

describe('Random', () => {
  it('gives the same numbers on every machine', () => {
    expect(draws(0, 4)).toMatchInlineSnapshot(`
     [
       1789933344,
       44971166,
       2521387044,
       3848737593,
     ]
    `);
    expect(draws(7, 4)).toMatchInlineSnapshot(`
     [
       210494603,
       711084892,
       3993689120,
       4089369890,
     ]
    `);
  });

  it('gives other numbers for another seed', () => {
    expect(draws(1, 8)).not.toEqual(draws(2, 8));
  });

  it('stays within its bounds and reaches both of them', () => {
    const random = new Random(3);
    const seen = new Set(Array.from({ length: 1_000 }, () => random.between(-2, 2)));
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    expect(draws(3, 10_000).every((value) => value >= 0 && value < 2 ** 32)).toBe(true);
  });

  it('is right about as often as it is asked to be', () => {
    const random = new Random(11);
    const hits = Array.from({ length: 20_000 }, () => random.chance(0.3)).filter(Boolean).length;
    expect(hits / 20_000).toBeCloseTo(0.3, 1);
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
  });

  it('shuffles without losing anything, and leaves the list alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.nat(), (items, seed) => {
        const before = [...items];
        const shuffled = new Random(seed).shuffled(items);
        expect(items).toEqual(before);
        expect([...shuffled].sort()).toEqual([...items].sort());
      }),
    );
  });

  it('picks nothing from nothing', () => {
    expect(() => new Random(1).pick([])).toThrow(RangeError);
  });
});
