import type { Coins } from '@gifting/kernel/coins';
import type { CreatorId } from '@gifting/kernel';
import type { Microdiamonds } from '@gifting/kernel/diamonds';
import type { Money } from '@gifting/kernel/money';
import type { Policy } from './policy';

/** What coins credit, exactly: half a diamond is half a diamond, however coins are split. */
export const convertToMicrodiamonds = (policy: Policy, coins: Coins): Microdiamonds =>
  (coins * policy.microdiamondsPerCoin) as Microdiamonds;

/** What one diamond is worth before commission. */
export const grossRateOf = ({ diamond }: Policy): Money => ({
  currency: diamond.currency,
  micros: diamond.gross,
});

/** What one diamond is worth to its creator, before provider fees. */
export const netRateOf = ({ diamond }: Policy): Money => ({
  currency: diamond.currency,
  micros: diamond.net,
});

/** A creator's part of a gift. Shares weigh against each other: three of 3,333 are exact thirds. */
export interface CreatorShare {
  readonly creatorId: CreatorId;
  readonly shareBps: bigint;
}

export interface CreatorPart {
  readonly creatorId: CreatorId;
  readonly microdiamonds: Microdiamonds;
}

/**
 * Splits diamonds by shares; the parts add up to the total, in the order of the shares.
 *
 * By largest remainder: each part is rounded down, and the microdiamonds left over go one each to
 * those that lost most by it, among equals to the larger share, then to the lower id.
 * @throws RangeError for a negative total or share, a creator twice, or shares that are all zero
 */
export function splitMicrodiamonds(
  total: Microdiamonds,
  shares: readonly CreatorShare[],
): readonly CreatorPart[] {
  const whole = shares.reduce((sum, { shareBps }) => sum + shareBps, 0n);
  if (total < 0n || whole <= 0n || shares.some(({ shareBps }) => shareBps < 0n)) {
    throw new RangeError('a split needs a total and shares that are not negative');
  }
  if (new Set(shares.map(({ creatorId }) => creatorId)).size < shares.length) {
    throw new RangeError('a split names each creator once');
  }
  const parts = shares.map(({ creatorId, shareBps }) => ({
    creatorId,
    shareBps,
    floor: (total * shareBps) / whole,
    lost: (total * shareBps) % whole,
  }));
  const leftOver = total - parts.reduce((sum, { floor }) => sum + floor, 0n);
  const roundedUp = new Set([...parts].sort(byClaim).slice(0, Number(leftOver)));
  return parts.map((part) => ({
    creatorId: part.creatorId,
    microdiamonds: (part.floor + (roundedUp.has(part) ? 1n : 0n)) as Microdiamonds,
  }));
}

/** Whose claim to a microdiamond left over is the strongest comes first. */
const byClaim = (a: CreatorShare & { lost: bigint }, b: CreatorShare & { lost: bigint }): number =>
  descending(a.lost, b.lost) ||
  descending(a.shareBps, b.shareBps) ||
  (a.creatorId < b.creatorId ? -1 : 1);

const descending = (a: bigint, b: bigint): number => (a > b ? -1 : a < b ? 1 : 0);
