import { setTimeout } from 'node:timers/promises';

/** The pause after so many failures in a row: doubles from 100 ms to 5 s; a random half is jitter. */
export function retryPauseMs(tries: number): number {
  const longestMs = Math.min(5_000, 100 * 2 ** (tries - 1));
  return longestMs / 2 + (Math.random() * longestMs) / 2;
}

/** Waits before the next try; ends early, without an error, when the signal aborts. */
export async function retryPause(tries: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(retryPauseMs(tries), undefined, { signal }).catch(() => undefined);
}
