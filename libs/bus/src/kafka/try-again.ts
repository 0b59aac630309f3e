import { retryPause } from '@gifting/event-store';

/** About three seconds: so long may a change of leaders or topics need to reach all brokers. */
const MOST_TRIES = 6;

/**
 * Asks the brokers, and asks again when they do not know yet.
 * @throws the last error, or the first one after the signal aborted
 */
export async function tryAgain<T>(
  ask: () => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
  mostTries: number = MOST_TRIES,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= mostTries || signal.aborted) throw error;
      await retryPause(tries, signal);
    }
  }
}
