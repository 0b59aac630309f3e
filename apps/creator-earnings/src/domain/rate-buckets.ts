import { isSameRate, type RateBucket, readDiamondRate } from '@gifting/economy';
import {
  addDiamonds,
  InvariantViolation,
  type Microdiamonds,
  NO_DIAMONDS,
  readMicrodiamonds,
  subtractDiamonds,
} from '@gifting/kernel';
import type { DiamondLine } from './earnings.events';

/**
 * A creator's diamonds by the rate they were earned at, oldest rate first. There are as many buckets
 * as there were rates, so a change costs the same after the first gift and after the millionth. An
 * empty bucket keeps its place, for what comes back to it is as old as it was.
 */
export type RateBuckets = readonly RateBucket[];

/** The buckets with the diamonds of a line more, in the bucket of their rate. */
export function putInto(buckets: RateBuckets, line: DiamondLine): RateBuckets {
  const rate = readDiamondRate(line);
  const amount = readMicrodiamonds(line.microdiamonds);
  const index = buckets.findIndex((bucket) => isSameRate(bucket.rate, rate));
  const bucket = buckets[index];
  return bucket === undefined
    ? [...buckets, { rate, microdiamonds: amount }]
    : buckets.with(index, { rate, microdiamonds: addDiamonds(bucket.microdiamonds, amount) });
}

/** The buckets without the diamonds of a line. @throws InvariantViolation where its rate has fewer */
export function takeFrom(buckets: RateBuckets, line: DiamondLine): RateBuckets {
  const rate = readDiamondRate(line);
  const amount = readMicrodiamonds(line.microdiamonds);
  const index = buckets.findIndex((bucket) => isSameRate(bucket.rate, rate));
  const bucket = buckets[index];
  if (bucket === undefined || bucket.microdiamonds < amount) {
    throw new InvariantViolation(`more diamonds are taken at a rate than it holds: ${amount} µD`);
  }
  return buckets.with(index, {
    rate,
    microdiamonds: subtractDiamonds(bucket.microdiamonds, amount),
  });
}

export const totalOf = (buckets: RateBuckets): Microdiamonds =>
  buckets.reduce((total, { microdiamonds }) => addDiamonds(total, microdiamonds), NO_DIAMONDS);
