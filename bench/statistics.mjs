/** The shares at which latencies are kept, in per cent. */
const SHARES = [0, 1, 10, 25, 50, 75, 90, 95, 99, 99.9, 100];

/**
 * The smallest value that at least so many per cent of the values do not exceed (nearest rank), so it
 * is always one that was measured.
 * @param sorted ascending, at least one
 * @throws RangeError for no values, or a share outside of 0 to 100
 */
export function percentile(sorted, share) {
  if (sorted.length === 0) throw new RangeError('there is no percentile of nothing');
  if (!(share >= 0 && share <= 100)) throw new RangeError(`${share} is no share in per cent`);
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)];
}

/** The value in the middle, or the mean of the two there. @throws RangeError for no values */
export function median(values) {
  if (values.length === 0) throw new RangeError('there is no median of nothing');
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A set of values by the shares that matter: `{ p0, …, p50, …, p99, 'p99.9', p100 }`. */
export function quantiles(values) {
  const sorted = ascending(values);
  return Object.fromEntries(SHARES.map((share) => [`p${share}`, percentile(sorted, share)]));
}

/**
 * The ratios of pairs, by their median, with the smallest and the largest. Only the two halves of a
 * pair are compared: they ran one behind the other, on the same disk minute.
 * @param pairs at least one, each `[ours, theirs]`
 * @throws RangeError where either is not a positive number
 */
export function pairRatios(pairs) {
  const ratios = pairs.map(([ours, theirs]) => {
    if (!(ours > 0 && theirs > 0 && ours < Infinity && theirs < Infinity)) {
      throw new RangeError(`${ours} to ${theirs} is no ratio`);
    }
    return ours / theirs;
  });
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios), ratios };
}

/** Whether the median of pair ratios reaches a goal: `{ atLeast }` or `{ atMost }`. */
export const reaches = ({ median: ratio }, { atLeast = 0, atMost = Infinity }) =>
  ratio >= atLeast && ratio <= atMost;

const ascending = (values) => Float64Array.from(values).sort();
