import { StoreCorrupted } from '../event-store.port';
import { isLasting, unavailable } from './engine-errors';
import { retrying } from './retry';

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
});

describe('an error of the engine', () => {
  const ofCode = (code: number, message: string) => Object.assign(new Error(message), { code });
  const withReason = (exception: string, code: number) =>
    Object.assign(ofCode(code, exception), { metadata: { get: () => [exception] } });

  it.each([
    ['a deleted stream', withReason('stream-deleted', 9)],
    ['no permission', withReason('access-denied', 7)],
    ['no valid credentials', ofCode(16, 'UNAUTHENTICATED')],
    ['a position of a subscription', ofCode(3, 'Trying to read from an invalid position.')],
    ['a position of a read', ofCode(2, 'Unexpected ReadAllResult: InvalidPosition')],
    ['an event that is not what was written', new StoreCorrupted('no')],
  ])('lasts when it tells of %s', (_, error) => {
    expect(isLasting(error)).toBe(true);
  });

  it.each([
    ['another leader', withReason('not-leader', 5)],
    ['a server that is away', unavailable('away')],
    ['a deadline', ofCode(4, 'Deadline exceeded')],
    ['a channel that was closed', new Error('Channel has been shut down')],
  ])('passes when it tells of %s', (_, error) => {
    expect(isLasting(error)).toBe(false);
  });
});
