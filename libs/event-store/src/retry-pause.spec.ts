import { retryPause, retryPauseMs } from './retry-pause';

describe('retryPauseMs', () => {
  it.each([
    [1, 50, 100],
    [2, 100, 200],
    [5, 800, 1_600],
    [7, 2_500, 5_000],
    [5_000, 2_500, 5_000],
  ])('after %d failures lies between %d and %d ms', (tries, least, most) => {
    for (let draw = 0; draw < 200; draw++) {
      const pauseMs = retryPauseMs(tries);
      expect(pauseMs).toBeGreaterThanOrEqual(least);
      expect(pauseMs).toBeLessThanOrEqual(most);
    }
  });
});

describe('retryPause', () => {
  it('ends without an error when the signal aborts, before or in between', async () => {
    const controller = new AbortController();
    const waiting = retryPause(1_000, controller.signal);
    controller.abort();
    await waiting;
    await retryPause(1_000, controller.signal);
  });
});
