import { median, pairRatios, reaches } from './statistics.mjs';

/** How figures are read out of samples, and shown. */
export const FIGURES = {
  giftsPerSecond: { read: (sample) => sample.giftsPerSecond, unit: 'gifts/s' },
  p50: { read: (sample) => sample.creditMs.p50, unit: 'ms p50' },
  p99: { read: (sample) => sample.creditMs.p99, unit: 'ms p99' },
  cpu: { read: (sample) => sample.ownCpuUsPerGift, unit: 'µs CPU' },
};

/**
 * One line of the table of goals: the ratio of a figure over pairs of samples, and whether it reaches
 * what is wanted. Without `wanted` it stands there for comparison only.
 */
export function goalRow({ goal, what, figure, pairs, wanted }) {
  const { read, unit } = FIGURES[figure];
  const figures = pairs.map(([a, b]) => [read(a), read(b)]);
  const ratio = pairRatios(figures);
  return {
    goal,
    what,
    unit,
    a: median(figures.map(([a]) => a)),
    b: median(figures.map(([, b]) => b)),
    ratio,
    wanted,
    reached: wanted === undefined ? undefined : reaches(ratio, wanted),
  };
}

/** One line of the table of runs: the medians over all runs of a side under one load. */
export function loadRow(load, samples) {
  const middle = (read) => median(samples.map(read));
  return {
    ...load,
    runs: samples.length,
    giftsPerSecond: middle((sample) => sample.giftsPerSecond),
    acceptedPerSecond: middle((sample) => sample.acceptedPerSecond),
    drainMs: middle((sample) => sample.drainMs),
    answerP50Ms: middle((sample) => sample.answerMs.p50),
    answerP99Ms: middle((sample) => sample.answerMs.p99),
    creditP50Ms: middle((sample) => sample.creditMs.p50),
    creditP99Ms: middle((sample) => sample.creditMs.p99),
    machineCpuUs: middle((sample) => sample.machineCpuUsPerGift),
    ownCpuUs: middle((sample) => sample.ownCpuUsPerGift),
  };
}
