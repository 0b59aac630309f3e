import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child.mjs';
import { say } from './project.mjs';

/**
 * Makes node_modules of a folder hold what its package-lock.json names. No package may run scripts
 * while it is installed: none of them needs to.
 * @throws when npm fails
 */
export async function ensureInstalled(folder) {
  if (isInstalled(folder)) return;
  say('installing packages with npm ci; the first time takes about a minute');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = await run('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm ci failed, see above');
  if (!isInstalled(folder)) throw new Error('npm ci left node_modules unlike package-lock.json');
}

/**
 * Whether node_modules holds exactly the packages of package-lock.json. Its own list is the last
 * thing that npm writes there, so an interrupted installation has none.
 */
export function isInstalled(folder) {
  const list = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const found = packagesOf(list);
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  return (
    Object.entries(found).every(([path, has]) => isSame(has, wanted[path])) &&
    // Optional packages that are absent are meant for other systems.
    Object.entries(wanted).every(
      ([path, { optional = false }]) => path === '' || optional || path in found,
    )
  );
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

const isSame = (has, wanted) =>
  has.version === wanted?.version && has.integrity === wanted?.integrity;
