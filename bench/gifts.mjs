import { built } from './built.mjs';

/** The gift that everybody sends: ten roses, which are ten coins. */
export const COINS_PER_GIFT = 10;
const GIFT = { giftId: 'rose', quantity: COINS_PER_GIFT };

/** The body of `POST /v1/gifts`. */
export const giftBody = (creatorId) => ({ ...GIFT, creatorId });

/** Who takes part, by the tape's own names: `{ viewers: [{ viewerId }, …], creators: [creatorId, …] }`. */
export const castOf = (dist, { wallets, creators }) => tapeOf(dist).uniformCast(wallets, creators);

/**
 * Who gives to whom: a random wallet to a random creator, gift by gift, without an end. The same cast
 * and seed give the same gifts to both sides of a comparison.
 * @returns an iterator over `{ viewerId, request }`
 */
export const giftsOf = (dist, cast, seed) => tapeOf(dist).uniformGifts(cast, GIFT, seed);

const tapeOf = (dist) => built(dist)('apps/tape/src/tape');
