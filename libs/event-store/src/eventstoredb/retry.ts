import { setTimeout } from 'node:timers/promises';
import { isLasting } from './engine-errors';

export interface RetryOptions {
  /** For how long to try again, from the first failure on. */
  readonly forMs: number;
  /** Told of every failure that is tried again. */
  readonly onTrouble: (error: unknown) => void;
  /** Ends the pauses and the trying. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Repeats a failed attempt with growing pauses until it succeeds, cannot succeed, or the time is over.
 * @param attempt is told how many attempts failed before it
 * @throws the last error
 */
export async function retrying<T>(
  attempt: (failures: number) => Promise<T>,
  { forMs, onTrouble, signal }: RetryOptions,
): Promise<T> {
  let until: number | undefined;
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt(failures);
    } catch (error) {
      until ??= performance.now() + forMs;
      if (isLasting(error) || signal?.aborted || performance.now() >= until) throw error;
      onTrouble(error);
      await pause(retryPauseMs(failures + 1), signal);
    }
  }
}

/** The pause after so many failures in a row: doubles from 100 ms to 2 s; a random half is jitter. */
export function retryPauseMs(failures: number): number {
  const longestMs = Math.min(2_000, 100 * 2 ** (failures - 1));
  return longestMs / 2 + (Math.random() * longestMs) / 2;
}

/** Waits; ends early, without an error, when the signal aborts. */
export async function pause(durationMs: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(durationMs, undefined, { signal }).catch(() => undefined);
}
