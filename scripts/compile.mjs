import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runNode } from './child.mjs';
import { say } from './project.mjs';

const SOURCES = ['apps', 'libs'];
/** What is compiled otherwise when it changes. */
const SETTINGS = ['.swcrc', 'package-lock.json'];
const COMPILER = 'node_modules/@swc/cli/bin/swc.js';
/** Inside dist: the fingerprint of the sources that dist was compiled from. */
const STAMP = '.sources';

/**
 * Makes dist hold the compiled apps and libs, and nothing of sources that are gone. Answers whether
 * anything had to be compiled. Sources are compared by content, for a checkout changes all times.
 * @throws when the compiler fails
 */
export async function ensureCompiled(root) {
  const excluded = JSON.parse(readFileSync(join(root, '.swcrc'), 'utf8')).exclude ?? [];
  const sources = SOURCES.flatMap((folder) => filesBelow(root, folder)).filter(
    (file) => !excluded.some((pattern) => new RegExp(pattern).test(file)),
  );
  const dist = join(root, 'dist');
  const stamp = join(dist, STAMP);
  const fingerprint = fingerprintOf(root, [...SETTINGS, ...sources]);
  const outputs = new Set(sources.flatMap(outputsOf));
  const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint;
  if (isCurrent && [...outputs].every((file) => existsSync(join(dist, file)))) return false;

  rmSync(stamp, { force: true });
  say(`compiling ${sources.length} files`);
  const args = [...SOURCES, '-d', 'dist', '--config-file', '.swcrc', '--copy-files', '--quiet'];
  const { status } = await runNode([join(root, COMPILER), ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('the sources could not be compiled, see above');
  for (const file of SOURCES.flatMap((folder) => filesBelow(dist, folder))) {
    if (!outputs.has(file)) rmSync(join(dist, file));
  }
  writeFileSync(stamp, fingerprint);
  return true;
}

/** Paths of all files below a folder, relative to the root, in an order that never changes. */
function filesBelow(root, folder) {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

function fingerprintOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(join(root, file));
    // The length keeps one file's end apart from the next one's beginning.
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** What the compiler makes of a source: a module with its map, or a copy. */
function outputsOf(file) {
  if (!file.endsWith('.ts')) return [file];
  const module = file.replace(/ts$/, 'js');
  return [module, `${module}.map`];
}
