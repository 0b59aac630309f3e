import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Above `apps` and `libs`, where this program lies: its sources, or what they are compiled to. */
const ROOT = join(__dirname, '..', '..', '..');
const OURS = ['apps', 'libs'].map((folder) => join(ROOT, folder) + sep);

let version: string | undefined;

/**
 * A hash of the code of this program, as it is loaded, and of the Node.js that runs it. Whatever is
 * kept under it was made by exactly this code: nobody has to remember to raise a number when a fold
 * changes. It is taken once, when the first service starts: all folds are loaded then.
 */
export function codeVersion(): string {
  version ??= hashOfCode(loadedFiles());
  return version;
}

export function hashOfCode(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of files.toSorted()) {
    hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @throws Error when this file is not among them: then nothing tells which code there is */
function loadedFiles(): readonly string[] {
  const files = Object.keys(require.cache).filter((file) =>
    OURS.some((folder) => file.startsWith(folder)),
  );
  if (!files.includes(__filename)) throw new Error(`${ROOT} is not where the code was loaded from`);
  return files;
}
