import { join } from 'node:path';
import { ensureCompiled } from './compile.mjs';
import { ensureInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { ROOT, say } from './project.mjs';

/**
 * Installs and compiles what is missing or out of date; with nothing to do it takes a few
 * hundredths of a second. Two scripts that start together do the work once.
 * @returns whether anything was compiled
 */
export const prepare = () =>
  withLock(
    join(ROOT, 'dist', '.lock'),
    () => say('waiting for another start that is installing or compiling'),
    async () => {
      await ensureInstalled(ROOT);
      return ensureCompiled(ROOT);
    },
  );
