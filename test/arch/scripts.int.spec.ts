import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { FakeCheckout } from './fake-checkout';
import { type Ended, type ProgramOptions, ROOT, runProgram, whenItSays } from './program';

jest.setTimeout(60_000);

const MAIN = 'dist/apps/shop/src/main.js';
const CI = 'npm ci --include=dev --ignore-scripts --loglevel=error';
const COMPILE = 'swc apps libs -d dist --config-file .swcrc --copy-files --quiet';

let checkout: FakeCheckout;
beforeEach(() => {
  checkout = new FakeCheckout();
});
afterEach(() => checkout.close());

describe('run.mjs', () => {
  it('installs, compiles and runs a clean checkout, and does only the last the next time', async () => {
    const first = await checkout.run('run.mjs', [MAIN, 'a b', 'c']);
    expect(first).toMatchObject({ status: 0, stdout: 'hello a b c\n' });
    expect(checkout.takeCalls()).toEqual([CI, COMPILE]);

    const second = await checkout.run('run.mjs', [MAIN]);
    expect(second).toEqual({ status: 0, signal: null, stdout: 'hello\n', stderr: '' });
    expect(checkout.takeCalls()).toEqual([]);
  });

  it('ends with the status of the program', async () => {
    checkout.write('apps/shop/src/main.ts', 'process.exitCode = 7;');
    expect(await checkout.run('run.mjs', [MAIN])).toMatchObject({ status: 7 });
  });

  it('says which program there is not', async () => {
    const { status, stderr } = await checkout.run('run.mjs', ['dist/apps/gone/main.js']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Cannot find module .*\/dist\/apps\/gone\/main\.js/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'hands %s on and ends as the program does',
    async (signal) => {
      checkout.write('apps/shop/src/main.ts', untilSignal(signal));
      const ended = await checkout.run('run.mjs', [MAIN], whenReady(signal));
      expect(ended).toMatchObject({ status: 0, signal: null, stdout: 'ready\nclosing\n' });
    },
  );

  it('is reached by the signals that npm gets, and leaves nothing behind', async () => {
    checkout.write('apps/shop/src/main.ts', untilSignal('SIGTERM'));
    await checkout.run('run.mjs');
    const ended = await npm('start', [], whenReady('SIGTERM'));
    expect(ended).toMatchObject({ status: 0, signal: null, stdout: 'ready\nclosing\n' });
  });

  it('dies of the signal that the program dies of', async () => {
    checkout.write('apps/shop/src/main.ts', "setInterval(() => {}, 1_000); console.log('ready');");
    const ended = await checkout.run('run.mjs', [MAIN], whenReady('SIGTERM'));
    expect(ended).toMatchObject({ status: null, signal: 'SIGTERM' });
  });
});

describe('run.mjs without a program', () => {
  beforeEach(async () => {
    await checkout.run('run.mjs');
    checkout.takeCalls();
  });

  const buildAgain = async () => {
    const { status } = await checkout.run('run.mjs');
    return { status, calls: checkout.takeCalls() };
  };

  it('compiles again when a source has another content', async () => {
    checkout.append('libs/kernel/src/index.ts', '// something');
    expect(await buildAgain()).toEqual({ status: 0, calls: [COMPILE] });
    expect(await buildAgain()).toEqual({ status: 0, calls: [] });
  });

  it('does not when only the time of a source or a spec changed', async () => {
    utimesSync(join(checkout.folder, 'libs/kernel/src/index.ts'), new Date(), new Date());
    checkout.write('libs/kernel/src/index.spec.ts', '// given, when, then');
    expect(await buildAgain()).toEqual({ status: 0, calls: [] });
  });

  it('compiles again when the compiler settings changed or an output is gone', async () => {
    checkout.append('.swcrc', ' ');
    expect(await buildAgain()).toEqual({ status: 0, calls: [COMPILE] });
    checkout.remove('dist/libs/kernel/src/index.js');
    expect(await buildAgain()).toEqual({ status: 0, calls: [COMPILE] });
  });

  it('removes what was compiled from a source that is gone', async () => {
    expect(checkout.has('dist/libs/kernel/src/index.js.map')).toBe(true);
    checkout.remove('libs/kernel/src/index.ts');
    expect(await buildAgain()).toEqual({ status: 0, calls: [COMPILE] });
    expect(checkout.has('dist/libs/kernel/src/index.js')).toBe(false);
    expect(checkout.has('dist/libs/kernel/src/index.js.map')).toBe(false);
    expect(checkout.has('dist/apps/shop/src/main.js')).toBe(true);
  });

  it('installs again when the lockfile names another package, version or content', async () => {
    const lock = (packages: object) =>
      checkout.write('package-lock.json', JSON.stringify({ packages: { '': {}, ...packages } }));
    const a = { version: '1.0.0', integrity: 'sha512-a' };
    lock({ 'node_modules/a': { ...a, integrity: 'sha512-b' } });
    expect((await buildAgain()).calls).toContain(CI);
    lock({ 'node_modules/a': a, 'node_modules/b': a });
    expect((await buildAgain()).calls).toContain(CI);
    lock({ 'node_modules/a': a });
    expect((await buildAgain()).calls).toContain(CI);
  });

  it('does not install packages that are meant for other systems', async () => {
    const lock = JSON.parse(readFileSync(join(checkout.folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, object>;
    };
    lock.packages['node_modules/other'] = { version: '1.0.0', optional: true };
    checkout.write('package-lock.json', JSON.stringify(lock));
    expect((await buildAgain()).calls).toEqual([COMPILE]);
  });

  it('fails when npm fails, and installs the next time', async () => {
    checkout.remove('node_modules');
    checkout.write('npm-fails');
    const { status, stderr } = await checkout.run('run.mjs');
    expect(status).toBe(1);
    expect(stderr).toMatch(/npm ci failed, see above\n$/);
    checkout.remove('npm-fails');
    expect((await buildAgain()).calls).toContain(CI);
  });

  it('stops installing when it is told to, and installs the next time', async () => {
    checkout.remove('node_modules');
    checkout.write('npm-hangs');
    const stop = whenItSays('halfway', 'SIGTERM');
    const { status, stderr } = await checkout.run('run.mjs', [MAIN], stop);
    expect(status).toBe(1);
    expect(stderr).toMatch(/npm ci failed, see above\n$/);
    expect(checkout.has('dist/.lock')).toBe(false);
    checkout.remove('npm-hangs');
    expect((await buildAgain()).calls).toContain(CI);
  });

  it('fails when the compiler fails, and compiles the next time', async () => {
    checkout.append('libs/kernel/src/index.ts', '// something');
    checkout.write('swc-fails');
    const { status, stderr } = await checkout.run('run.mjs');
    expect(status).toBe(1);
    expect(stderr).toMatch(/the sources could not be compiled, see above\n$/);
    checkout.remove('swc-fails');
    checkout.takeCalls();
    expect(await buildAgain()).toEqual({ status: 0, calls: [COMPILE] });
  });
});

describe('two scripts that start together', () => {
  it('install and compile once', async () => {
    const ends = await Promise.all([1, 2, 3].map(() => checkout.run('run.mjs', [MAIN])));
    expect(ends.map(({ status, stdout }) => [status, stdout])).toEqual([
      [0, 'hello\n'],
      [0, 'hello\n'],
      [0, 'hello\n'],
    ]);
    expect(checkout.takeCalls()).toEqual([CI, COMPILE]);
    expect(checkout.has('dist/.lock')).toBe(false);
  });

  it('do not wait for one that was killed', async () => {
    checkout.write('dist/.lock');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(join(checkout.folder, 'dist/.lock'), longAgo, longAgo);
    expect(await checkout.run('run.mjs', [MAIN])).toMatchObject({ status: 0, stdout: 'hello\n' });
  });
});

describe('npm test', () => {
  it('runs the selected tests and ends as they do', async () => {
    await checkout.run('run.mjs');
    checkout.takeCalls();
    expect(await npm('test', ['--', 'libs/kernel', '-t', 'a name'])).toMatchObject({ status: 3 });
    expect(checkout.takeCalls()).toEqual(['jest libs/kernel -t a name']);
  });
});

/** Runs a script of package.json by the npm of this machine, on the program of the checkout. */
function npm(
  script: string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<Ended> {
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(manifest) as { scripts: Readonly<Record<string, string>> };
  const command = scripts[script]?.replace(/dist\/apps\S+/, MAIN);
  checkout.write('package.json', JSON.stringify({ scripts: { [script]: command } }));
  return runProgram('npm', [script, '--silent', ...args], {
    cwd: checkout.folder,
    env: { ...process.env, FAKE_LOG: checkout.env.FAKE_LOG },
    ...options,
  });
}

/** A program that ends cleanly when it gets the signal. */
const untilSignal = (signal: NodeJS.Signals): string => `
  process.on('${signal}', () => { console.log('closing'); clearInterval(timer); });
  const timer = setInterval(() => {}, 1_000);
  console.log('ready');`;

/** Sends the signal as soon as the program has said that it is ready. */
const whenReady = (signal: NodeJS.Signals): ProgramOptions => ({
  onStart: (child) =>
    child.stdout.once('data', () => {
      child.kill(signal);
    }),
});

it('the fakes stand for files that are really there', () => {
  expect(existsSync(join(ROOT, 'node_modules/@swc/cli/bin/swc.js'))).toBe(true);
  expect(existsSync(join(ROOT, 'node_modules/jest/bin/jest.js'))).toBe(true);
});
