import { closeSync, mkdirSync, openSync, rmSync, statSync, utimes } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How often the holder shows that it is alive. */
const BEAT_MS = 500;
/** A lock that has not been touched for this long belonged to a process that was killed. */
const ABANDONED_MS = 5_000;
const POLL_MS = 50;

/**
 * Does the work while no other process does work under the same lock file.
 * @param onWait called once if another process holds the lock
 */
export async function withLock(file, onWait, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let tries = 0; !take(file); tries += 1) {
    if (tries === 0) onWait();
    await pause(POLL_MS);
  }
  // Losing the lock file, as when somebody deletes dist, is no reason to stop the work.
  const touch = () => utimes(file, new Date(), new Date(), () => undefined);
  const beat = setInterval(touch, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(file, { force: true });
  }
}

function take(file) {
  const holder = statSync(file, { throwIfNoEntry: false });
  if (holder && Date.now() - holder.mtimeMs > ABANDONED_MS) rmSync(file, { force: true });
  try {
    closeSync(openSync(file, 'wx'));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}
