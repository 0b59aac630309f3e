/** The gift that everybody sends: ten roses, which are ten coins. */
export const COINS_PER_GIFT = 10;

export const viewerName = (index) => `viewer-${index}`;
export const creatorName = (index) => `creator-${index}`;

/** The body of `POST /v1/gifts`. */
export const giftBody = (creatorId) => ({ giftId: 'rose', quantity: COINS_PER_GIFT, creatorId });

/**
 * Who gives to whom: a random wallet to a random creator, gift by gift. The same seed gives the same
 * pairs to both sides of a comparison.
 * @returns `() => ({ viewer, creator })`, indexes from 0
 */
export const givers =
  (random, { wallets, creators }) =>
  () => ({
    viewer: Math.floor(random() * wallets),
    creator: Math.floor(random() * creators),
  });
