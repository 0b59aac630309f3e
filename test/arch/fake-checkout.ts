import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { copyFromRepository, type Files, plantTree, removeTree } from './planted-tree';
import { type Ended, type ProgramOptions, runProgram } from './program';

/** The few programs of the machine that the scripts may find beside the fakes. */
const BORROWED = ['bash', 'dirname', 'env', 'id', 'timeout'];

const LOCK = { version: '1.0.0', integrity: 'sha512-a' };

/**
 * npm as the scripts use it: writes down what it was asked, then does the least that they rely on. What
 * comes after two dashes is for the program that npm runs.
 */
const FAKE_NPM = `#!/usr/bin/env node
const { spawnSync } = require('node:child_process');
const { appendFileSync, cpSync, existsSync, rmSync } = require('node:fs');
const note = (line) => appendFileSync(process.env.FAKE_LOG, line + '\\n');
const [words, options = ''] = process.argv.slice(2).join(' ').split(' -- ');
note('npm ' + words);
const [verb] = words.split(' ');
if (existsSync('npm-fails')) process.exit(1);
if (verb === 'ci') {
  rmSync('node_modules', { recursive: true, force: true });
  cpSync('fake_modules', 'node_modules', { recursive: true });
  if (existsSync('npm-hangs')) setInterval(() => console.log('halfway'), 50);
  else cpSync('package-lock.json', 'node_modules/.package-lock.json');
}
if (verb === 'run' && existsSync(words.split(' ').at(-1).replace(':', '-') + '-fails')) process.exit(1);
if (words === 'test -w bench') {
  const args = ['--test', ...options.split(' ')];
  process.exit(spawnSync(process.execPath, args, { cwd: 'bench', stdio: 'inherit' }).status);
}
if (words === 'test') {
  if (process.env.KAFKA_ENGINE) note('KAFKA_ENGINE=' + process.env.KAFKA_ENGINE);
  const [, file] = /--json --outputFile=(.+)/.exec(options);
  if (!existsSync('no-results')) cpSync('results.json', file);
  process.exit(existsSync('test-fails') ? 1 : 0);
}
`;

/** The compiler: every module becomes its own source text, with an empty map. */
const FAKE_COMPILER = `
const { appendFileSync, cpSync, existsSync, readdirSync, writeFileSync } = require('node:fs');
appendFileSync(process.env.FAKE_LOG, 'swc ' + process.argv.slice(2).join(' ') + '\\n');
for (const folder of ['apps', 'libs']) {
  for (const file of readdirSync(folder, { recursive: true })) {
    const path = folder + '/' + file;
    if (!/[.]ts$/.test(path) || /[.]spec[.]ts$/.test(path)) continue;
    const module = 'dist/' + path.replace(/ts$/, 'js');
    cpSync(path, module);
    writeFileSync(module + '.map', '{}');
  }
}
if (existsSync('swc-fails')) process.exit(1);
`;

const FAKE_JEST = `
require('node:fs').appendFileSync(process.env.FAKE_LOG, 'jest ' + process.argv.slice(2).join(' ') + '\\n');
process.exitCode = 3;
`;

const RESULTS = {
  numPassedTests: 40,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

const BENCH_TESTS = `
import { it } from 'node:test';
it('holds', () => undefined);
it('holds too', () => undefined);
it.skip('needs what is not there', () => undefined);
// Looks like a count, and is none.
console.log('# pass 99');
`;

const FILES: Files = {
  'package.json': JSON.stringify({ name: 'fake', private: true }),
  'package-lock.json': JSON.stringify({ packages: { '': {}, 'node_modules/a': LOCK } }),
  '.swcrc': JSON.stringify({ exclude: ['[.]spec[.]ts$'] }),
  'results.json': JSON.stringify(RESULTS),
  'fake_modules/@swc/cli/bin/swc.js': FAKE_COMPILER,
  'fake_modules/jest/bin/jest.js': FAKE_JEST,
  'bench/some.test.mjs': BENCH_TESTS,
  'apps/shop/src/main.ts': 'console.log(["hello", ...process.argv.slice(2)].join(" "));',
  'libs/kernel/src/index.ts': '// nothing yet',
};

/** A checkout with the real scripts, and with an npm and a compiler that only write down their calls. */
export class FakeCheckout {
  readonly #surroundings = plantTree({});
  readonly folder = join(this.#surroundings, 'checkout');
  readonly #log = join(this.folder, 'calls.log');
  readonly #bin = join(this.folder, 'bin');

  constructor() {
    for (const [path, content] of Object.entries(FILES)) this.write(path, content);
    copyFromRepository(this.folder, ['scripts', '.ci']);
    mkdirSync(this.#bin);
    symlinkSync(process.execPath, join(this.#bin, 'node'));
    for (const name of BORROWED) symlinkSync(whereIs(name), join(this.#bin, name));
    this.addProgram('npm', FAKE_NPM);
  }

  addProgram(name: string, text: string): void {
    const file = join(this.#bin, name);
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }

  /** Java, and a script that starts brokers where the CI looks for it. */
  addKafka(): void {
    const script = '../shared/engines/kafka/kafka';
    this.write(script);
    chmodSync(join(this.folder, script), 0o755);
    this.addProgram('java', '#!/usr/bin/env node');
  }

  write(path: string, text = ''): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  append(path: string, text: string): void {
    appendFileSync(join(this.folder, path), text);
  }

  remove(path: string): void {
    removeTree(join(this.folder, path));
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  run(script: string, args: readonly string[] = [], options: ProgramOptions = {}): Promise<Ended> {
    return runProgram(process.execPath, [join('scripts', script), ...args], {
      cwd: this.folder,
      env: this.env,
      ...options,
    });
  }

  get env(): NodeJS.ProcessEnv {
    return { PATH: this.#bin, FAKE_LOG: this.#log };
  }

  /** What the fakes were asked since the last time. */
  takeCalls(): readonly string[] {
    if (!existsSync(this.#log)) return [];
    const calls = readFileSync(this.#log, 'utf8').trimEnd().split('\n');
    removeTree(this.#log);
    return calls;
  }

  close(): void {
    removeTree(this.#surroundings);
  }
}

function whereIs(name: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const file = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) throw new Error(`no ${name} on the PATH`);
  return realpathSync(file);
}
