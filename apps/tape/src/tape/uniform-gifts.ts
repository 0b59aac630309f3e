import type { GiftRequest } from '../api-types';
import { Cast } from './cast';
import { Random } from './random';

/** A gift on its way: the sender gives it a key. */
export interface UniformGift {
  readonly viewerId: string;
  readonly request: GiftRequest;
}

/** In all ids. They do not depend on the seed, so that wallets can be filled once for many runs. */
const TAPE_ID = 'uniform';

/** People who are all alike: no creator is more popular, no viewer more generous, no creator watches. */
export const uniformCast = (viewers: number, creators: number): Cast => {
  const alike = { popularityExponent: 0, generosityExponent: 0, creatorsWatch: false };
  return new Cast({ viewers, creators, ...alike }, TAPE_ID);
};

/**
 * A tape without a plot and without an end: again and again a random viewer sends the same gift to a
 * random creator. It knows of no purchases; wallets are filled before. The same cast and seed give the
 * same gifts, and the same viewers in the same order however many creators there are.
 * @param seed a whole number; its lower 32 bits count
 */
export function* uniformGifts(
  cast: Cast,
  gift: Pick<GiftRequest, 'giftId' | 'quantity'>,
  seed: number,
): Generator<UniformGift, never, undefined> {
  const random = new Random(seed);
  for (;;) {
    const { viewerId } = cast.drawViewer(random);
    yield { viewerId, request: { ...gift, creatorId: cast.drawCreator(random) } };
  }
}
