import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, say } from './project.mjs';

/**
 * Writes generated pages, formatted as everything else is. With `--check` it writes nothing.
 * @param pages texts by path
 * @throws Error with `--check`, when a page is not what it would write
 */
export async function writePages(pages) {
  const checksOnly = process.argv.includes('--check');
  // Prettier is there only when everything is installed.
  const prettier = await import('prettier');
  const stale = [];
  for (const [path, text] of Object.entries(pages)) {
    const file = join(ROOT, path);
    const options = await prettier.resolveConfig(file);
    const formatted = await prettier.format(text, { ...options, filepath: file });
    if (existsSync(file) && readFileSync(file, 'utf8') === formatted) continue;
    stale.push(path);
    if (!checksOnly) writeFileSync(file, formatted);
  }
  if (checksOnly && stale.length > 0) {
    throw new Error(`out of date, run npm run docs: ${stale.join(', ')}`);
  }
  if (!checksOnly) {
    say(stale.length === 0 ? 'the pages are up to date' : `written: ${stale.join(', ')}`);
  }
}
