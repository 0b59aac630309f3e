/** The lengths of the buckets of a series, by the calendar of UTC. */
export const SERIES_BUCKETS = ['hour', 'day', 'week'] as const;
export type SeriesBucket = (typeof SERIES_BUCKETS)[number];

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
/** UTC has no daylight saving time, so all buckets of a kind have the same length. */
const LENGTH_MS: Readonly<Record<SeriesBucket, number>> = {
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
};
/** 1970 began on a Thursday, and weeks begin on Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** The start of the bucket that a time is in, in milliseconds since 1970. */
export function bucketStart(bucket: SeriesBucket, timeMs: number): number {
  const originMs = bucket === 'week' ? FIRST_MONDAY_MS : 0;
  const lengthMs = LENGTH_MS[bucket];
  return originMs + Math.floor((timeMs - originMs) / lengthMs) * lengthMs;
}

/** The starts of all buckets that overlap a span, ascending; `undefined` when they are more than `most`. */
export function bucketStarts(
  bucket: SeriesBucket,
  span: { readonly fromMs: number; readonly toMs: number },
  most: number,
): readonly number[] | undefined {
  const firstMs = bucketStart(bucket, span.fromMs);
  const count = Math.ceil((span.toMs - firstMs) / LENGTH_MS[bucket]);
  if (count > most) return undefined;
  return Array.from({ length: count }, (_, index) => firstMs + index * LENGTH_MS[bucket]);
}

/** The first time after the bucket that starts here. */
export const bucketEnd = (bucket: SeriesBucket, startMs: number): number =>
  startMs + LENGTH_MS[bucket];
