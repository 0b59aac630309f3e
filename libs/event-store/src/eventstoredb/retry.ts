import { retryPause } from '../retry-pause';
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
      await retryPause(failures + 1, signal);
    }
  }
}
