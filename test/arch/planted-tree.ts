import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './program';

/** Files by path; the content of each. */
export type Files = Readonly<Record<string, string>>;

/** A folder of its own below the system's temporary one. */
export function plantTree(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'gifting-planted-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Copies files and folders of the repository into a planted tree. */
export function copyFromRepository(folder: string, paths: readonly string[]): void {
  for (const path of paths) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
}

export const removeTree = (folder: string): void => rmSync(folder, { recursive: true });
