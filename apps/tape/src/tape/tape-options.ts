import { createHash } from 'node:crypto';
import { parsePolicy, type Policy, PRESETS } from '@gifting/economy';

export interface TapeOptions {
  /** A whole number of 32 bits. The same options give the same tape, byte by byte. */
  readonly seed: number;
  readonly viewers: number;
  readonly creators: number;
  /** How many gifts are tried, those of batches and those that will be declined included. */
  readonly gifts: number;
  /** Of all purchase events, how many repeat an earlier one: 0 to 0.9. */
  readonly duplicateShare: number;
  /** How far the most popular creators stand out; 0: not at all. */
  readonly zipfExponent: number;
  /** When the evening begins, in milliseconds since 1970. Shifts every time on the tape by as much. */
  readonly startsAtMs: number;
  /** Prices purchases and gifts. */
  readonly policy: Policy;
}

export const EVENING_MS = 4 * 60 * 60 * 1_000;

export const DEFAULT_TAPE: TapeOptions = {
  seed: 7,
  viewers: 3_000,
  creators: 60,
  gifts: 20_000,
  duplicateShare: 0.1,
  zipfExponent: 1.1,
  startsAtMs: Date.parse('2026-01-31T18:00:00.000Z'),
  policy: parsePolicy(PRESETS.seed),
};

const BOUNDS = {
  seed: [0, 2 ** 32 - 1],
  viewers: [1, 10_000_000],
  creators: [1, 1_000_000],
  gifts: [1, 1_000_000_000],
} as const;

/** What is wrong with the options, a line for each fault. */
export function faultsOf(options: TapeOptions): readonly string[] {
  const faults: string[] = [];
  for (const [name, [min, max]] of Object.entries(BOUNDS)) {
    const value = options[name as keyof typeof BOUNDS];
    if (!Number.isInteger(value) || value < min || value > max) {
      faults.push(`${name} must be a whole number from ${min} to ${max}`);
    }
  }
  if (!(options.duplicateShare >= 0 && options.duplicateShare <= 0.9)) {
    faults.push('duplicates must be a share from 0 to 0.9');
  }
  if (!(options.zipfExponent >= 0 && options.zipfExponent <= 4)) {
    faults.push('zipfExponent must be from 0 to 4');
  }
  return faults;
}

/**
 * Names the tape in all ids and keys, so that other tapes can be played into the same store. It does
 * not depend on when the evening begins.
 */
export function tapeIdOf(options: TapeOptions): string {
  const { creators, duplicateShare, gifts, policy, seed, viewers, zipfExponent } = options;
  const named = [seed, viewers, creators, gifts, duplicateShare, zipfExponent, policy.name];
  return createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, 6);
}
