import { type RateBucket, readDiamondRate } from '@gifting/economy';
import {
  addDiamonds,
  type Microdiamonds,
  NO_DIAMONDS,
  readMicrodiamonds,
  subtractDiamonds,
} from '@gifting/kernel/diamonds';
import { InvariantViolation } from '@gifting/kernel';
import { type MoneyText } from '@gifting/kernel/money';
import type { DiamondLine } from '@gifting/kernel/facts';

/** Diamonds of one pinned rate. The rate stays as the events write it, which is always the same way. */
export interface DiamondBucket {
  readonly grossRate: MoneyText;
  readonly microdiamonds: Microdiamonds;
  readonly netRate: MoneyText;
}

/**
 * A creator's diamonds by the rate they were earned at, oldest rate first. There are as many buckets
 * as there were rates, so a change costs the same after the first gift and after the millionth. An
 * empty bucket keeps its place, for what comes back to it is as old as it was.
 */
export type DiamondBuckets = readonly DiamondBucket[];

/** The buckets with the diamonds of a line more, in the bucket of their rate. */
export function putInto(
  buckets: DiamondBuckets,
  { grossRate, microdiamonds, netRate }: DiamondLine,
): DiamondBuckets {
  const amount = readMicrodiamonds(microdiamonds);
  const index = indexOf(buckets, { grossRate, netRate });
  const bucket = buckets[index];
  return bucket === undefined
    ? [...buckets, { grossRate, microdiamonds: amount, netRate }]
    : withAmount(buckets, index, bucket, addDiamonds(bucket.microdiamonds, amount));
}

/** The buckets without the diamonds of a line. @throws InvariantViolation where its rate has fewer */
export function takeFrom(buckets: DiamondBuckets, line: DiamondLine): DiamondBuckets {
  const amount = readMicrodiamonds(line.microdiamonds);
  const index = indexOf(buckets, line);
  const bucket = buckets[index];
  if (bucket === undefined || bucket.microdiamonds < amount) {
    throw new InvariantViolation(`more diamonds are taken at a rate than it holds: ${amount} µD`);
  }
  return withAmount(buckets, index, bucket, subtractDiamonds(bucket.microdiamonds, amount));
}

export const totalOf = (buckets: DiamondBuckets): Microdiamonds =>
  buckets.reduce((total, { microdiamonds }) => addDiamonds(total, microdiamonds), NO_DIAMONDS);

/** The buckets with rates to compute with. */
export const rated = (buckets: DiamondBuckets): readonly RateBucket[] =>
  buckets.map((bucket) => ({
    rate: readDiamondRate(bucket),
    microdiamonds: bucket.microdiamonds,
  }));

const indexOf = (
  buckets: DiamondBuckets,
  { grossRate, netRate }: Pick<DiamondBucket, 'grossRate' | 'netRate'>,
): number =>
  buckets.findIndex(
    (bucket) => isSame(bucket.netRate, netRate) && isSame(bucket.grossRate, grossRate),
  );

const isSame = (a: MoneyText, b: MoneyText): boolean =>
  a.value === b.value && a.currency === b.currency;

const withAmount = (
  buckets: DiamondBuckets,
  index: number,
  { grossRate, netRate }: DiamondBucket,
  microdiamonds: Microdiamonds,
): DiamondBuckets => buckets.with(index, { grossRate, microdiamonds, netRate });
