import { machineCpuUs } from './cpu.mjs';
import { quantiles } from './statistics.mjs';

/**
 * Measures one run of gifts: how many, how fast, and what they cost the machine.
 * @param cpuUs the time that the processes of this side have used so far, in microseconds
 * @param work does the gifts and answers `{ gifts, elapsedMs, answerMs, creditMs, drainMs }`: the time
 *   until the last one is credited; of each gift the time to its answer and to its credit; and how long
 *   credits went on behind the last answer
 */
export async function measure(cpuUs, work) {
  const [machineBefore, ownBefore] = [machineCpuUs(), cpuUs()];
  const { gifts, elapsedMs, answerMs, creditMs, drainMs } = await work();
  const [machine, own] = [machineCpuUs() - machineBefore, cpuUs() - ownBefore];
  return {
    gifts,
    elapsedMs,
    drainMs,
    giftsPerSecond: (gifts / elapsedMs) * 1_000,
    acceptedPerSecond: (gifts / (elapsedMs - drainMs)) * 1_000,
    answerMs: quantiles(answerMs),
    creditMs: quantiles(creditMs),
    machineCpuUsPerGift: machine / gifts,
    ownCpuUsPerGift: own / gifts,
  };
}
