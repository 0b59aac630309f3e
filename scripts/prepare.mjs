import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { withLock } from './lock.mjs';
import { ROOT, run, say } from './project.mjs';

const DIST = join(ROOT, 'dist');
const SOURCES = ['apps', 'libs'];
/** Changes to these files also change what is compiled. */
const SETTINGS = ['.swcrc', 'package-lock.json'];
/** The hash of the sources that dist was compiled from. It is written last. */
const STAMP = join(DIST, '.sources');
/** Both tools report on standard error, because standard output belongs to the program that comes next. */
const QUIET = { stdio: ['ignore', 2, 2] };

/**
 * Installs and compiles what is missing or out of date; when nothing is, this takes a tenth of a second.
 * If several scripts start together, one does the work and the others wait for it.
 * @throws Error when npm or the compiler fails
 */
export const prepare = () =>
  withLock(
    join(DIST, '.lock'),
    () => say('waiting for another command to finish installing or compiling'),
    async () => {
      await install();
      await compile();
    },
  );

async function install() {
  if (isInstalled()) return;
  say('installing packages with npm ci; the first time takes about a minute');
  // The compiler is a development package, and no package needs to run scripts of its own.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--loglevel=error'];
  if ((await run('npm', args, QUIET)) !== 0) throw new Error('npm ci failed, see above');
  if (!isInstalled()) throw new Error('npm ci left node_modules unlike package-lock.json');
}

/**
 * Whether node_modules holds exactly the packages of package-lock.json. npm writes its own list of what
 * is there last, so an interrupted installation has none.
 */
function isInstalled() {
  const list = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const found = packagesOf(list);
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const isSame = (path) => idOf(found[path]) === idOf(wanted[path]);
  // npm leaves out the root itself, and optional packages that are meant for other systems.
  const mayLack = (path) => path === '' || wanted[path].optional;
  return (
    Object.keys(found).every(isSame) &&
    Object.keys(wanted).every((path) => path in found || mayLack(path))
  );
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
const idOf = (entry) => `${entry?.version} ${entry?.integrity}`;

/** Sources are compared by content, because a checkout changes the times of all files. */
async function compile() {
  const excluded = JSON.parse(readFileSync(join(ROOT, '.swcrc'), 'utf8')).exclude ?? [];
  const sources = filesBelow(ROOT).filter((file) => !excluded.some((each) => file.match(each)));
  const outputs = new Set(sources.flatMap(outputsOf));
  const hash = hashOf([...SETTINGS, ...sources]);
  const isCurrent = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash;
  if (isCurrent && [...outputs].every((file) => existsSync(join(DIST, file)))) return;

  rmSync(STAMP, { force: true });
  say(`compiling ${sources.length} files`);
  const compiler = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
  const args = [...SOURCES, '-d', 'dist', '--config-file', '.swcrc', '--copy-files', '--quiet'];
  if ((await run(process.execPath, [compiler, ...args], QUIET)) !== 0) {
    throw new Error('the sources could not be compiled, see above');
  }
  for (const file of filesBelow(DIST)) if (!outputs.has(file)) rmSync(join(DIST, file));
  writeFileSync(STAMP, hash);
}

/** Paths of all files in apps and libs of a folder, relative to it and in a fixed order. */
function filesBelow(folder) {
  return SOURCES.flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true, withFileTypes: true }),
  )
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The compiler turns TypeScript into a module with a source map and copies everything else. */
function outputsOf(file) {
  if (!file.endsWith('.ts')) return [file];
  const module = file.replace(/ts$/, 'js');
  return [module, `${module}.map`];
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = readFileSync(join(ROOT, file));
    // The length separates the end of one file from the beginning of the next.
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
