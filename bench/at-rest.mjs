import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;

/**
 * The trial balance once no coin and no diamond is under way: credits of the last gifts come after
 * their answers.
 * @param books answers with the trial balance as of now
 */
export async function atRest(books) {
  for (;;) {
    const report = await books();
    if (Object.values(report.money).every(({ inTransit }) => Number(inTransit) === 0))
      return report;
    // A pause, not just a promise: what is awaited needs its turn of the event loop.
    await pause(POLL_MS);
  }
}
