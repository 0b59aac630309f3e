import { Random } from './random';
import { WeightedDraw, zipf } from './weighted-draw';

const DRAWS = 40_000;

function sharesOf<Item>(draw: WeightedDraw<Item>): Map<Item, number> {
  const random = new Random(5);
  const counts = new Map<Item, number>();
  for (let n = 0; n < DRAWS; n += 1) {
    const item = draw.draw(random);
    counts.set(item, (counts.get(item) ?? 0) + 1 / DRAWS);
  }
  return counts;
}

describe('a weighted draw', () => {
  it('draws each item in proportion to its weight, and never one without', () => {
    const shares = sharesOf(
      new WeightedDraw(['a', 'b', 'none', 'c'], (_, n) => [1, 5, 0, 2][n] ?? 0),
    );
    expect(shares.get('a')).toBeCloseTo(1 / 8, 1);
    expect(shares.get('b')).toBeCloseTo(5 / 8, 1);
    expect(shares.get('c')).toBeCloseTo(2 / 8, 1);
    expect(shares.has('none')).toBe(false);
  });

  it.each([[[]], [['a']]])('needs some weight', (items) => {
    expect(() => new WeightedDraw(items, () => 0)).toThrow(RangeError);
  });

  it('is a Zipf distribution where asked for: the second half as often as the first', () => {
    const shares = sharesOf(zipf([1, 2, 3, 4], 1));
    const whole = 1 + 1 / 2 + 1 / 3 + 1 / 4;
    for (const rank of [1, 2, 3, 4]) {
      expect(shares.get(rank)).toBeCloseTo(1 / rank / whole, 1);
    }
  });

  it('is even for the exponent 0', () => {
    for (const share of sharesOf(zipf(['a', 'b'], 0)).values()) expect(share).toBeCloseTo(0.5, 1);
  });
});
