import { StoreCorrupted } from '../event-store.port';
import { isLasting, unavailable } from './engine-errors';
import { retryPauseMs, retrying } from './retry';

const options = { forMs: 60_000, onTrouble: () => undefined };

describe('retrying', () => {
  it('repeats until an attempt succeeds and tells of each failure', async () => {
    const errors = [unavailable('one'), unavailable('two')];
    const troubles: unknown[] = [];
    const attempt = jest.fn(async () => {
      const error = errors[troubles.length];
      if (error) throw error;
      return 'done';
    });

    const onTrouble = (error: unknown) => troubles.push(error);
    expect(await retrying(attempt, { ...options, onTrouble })).toBe('done');

    expect(attempt).toHaveBeenCalledTimes(3);
    expect(troubles).toEqual(errors);
  });

  it.each([
    ['cannot succeed', new StoreCorrupted('no'), {}],
    ['has had its time', unavailable('no'), { forMs: 0 }],
    ['is not wanted any more', unavailable('no'), { signal: AbortSignal.abort() }],
  ])('throws the error of an attempt that %s', async (_, error, more) => {
    const attempt = jest.fn(() => Promise.reject(error));

    await expect(retrying(attempt, { ...options, ...more })).rejects.toBe(error);

    expect(attempt).toHaveBeenCalledTimes(1);
  });

  it('ends its pause when it is not wanted any more', async () => {
    const end = new AbortController();
    const attempt = jest.fn(() => Promise.reject(unavailable('no')));
    const onTrouble = () => end.abort();

    await expect(retrying(attempt, { ...options, onTrouble, signal: end.signal })).rejects.toThrow(
      'no',
    );

    // The attempt that the pause was for is the last one.
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  it('pauses longer after each failure, up to 2 s', () => {
    for (const [failures, longestMs] of [
      [1, 100],
      [2, 200],
      [5, 1_600],
      [6, 2_000],
      [50, 2_000],
    ] as const) {
      const pauseMs = retryPauseMs(failures);
      expect(pauseMs).toBeGreaterThanOrEqual(longestMs / 2);
      expect(pauseMs).toBeLessThanOrEqual(longestMs);
    }
  });
});

describe('an error of the engine', () => {
  const withReason = (exception: string, code: number) =>
    Object.assign(new Error(exception), { code, metadata: { get: () => [exception] } });

  it.each([
    ['a deleted stream', withReason('stream-deleted', 9), true],
    ['no permission', withReason('access-denied', 7), true],
    ['no valid credentials', Object.assign(new Error('no'), { code: 16 }), true],
    ['no event at a position', Object.assign(new Error('an invalid position'), { code: 3 }), true],
    ['another leader', withReason('not-leader', 5), false],
    ['a server that is away', unavailable('away'), false],
    ['a deadline', Object.assign(new Error('Deadline exceeded'), { code: 4 }), false],
    ['a channel that was closed', new Error('Channel has been shut down'), false],
  ])('that tells of %s lasts: %#', (_, error, lasts) => {
    expect(isLasting(error)).toBe(lasts);
  });
});
