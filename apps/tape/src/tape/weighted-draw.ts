import type { Random } from './random';

/** Draws items by weight; one draw is a search by halves. */
export class WeightedDraw<Item> {
  /** Of each item: its weight and those of all before it. */
  readonly #upTo: readonly number[];
  readonly #total: number;

  /** @throws RangeError without any weight */
  constructor(
    private readonly items: readonly Item[],
    weightOf: (item: Item, index: number) => number,
  ) {
    let total = 0;
    this.#upTo = items.map((item, index) => (total += weightOf(item, index)));
    if (!(total > 0)) throw new RangeError('nothing to draw from');
    this.#total = total;
  }

  draw(random: Random): Item {
    const target = random.fraction() * this.#total;
    let low = 0;
    let high = this.items.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#upTo[middle] as number) > target) high = middle;
      else low = middle + 1;
    }
    return this.items[low] as Item;
  }
}

/** The first is drawn most often, the n-th in proportion to n to the power of −exponent. */
export const zipf = <Item>(items: readonly Item[], exponent: number): WeightedDraw<Item> =>
  new WeightedDraw(items, (_item, index) => (index + 1) ** -exponent);
