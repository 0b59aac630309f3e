import { symlinkSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { FakeCheckout } from './fake-checkout';
import { copyFromRepository, type Files, plantTree, removeTree } from './planted-tree';
import { ROOT, runNode, runProgram, whenItSays } from './program';

jest.setTimeout(60_000);

const CHECKS = ['format:check', 'lint', 'types', 'boundaries', 'docs:check', 'coverage'];
const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);

let checkout: FakeCheckout;
beforeEach(() => {
  checkout = new FakeCheckout();
});
afterEach(() => checkout.close());

describe('check.mjs', () => {
  it('runs every check, the tests of the bench and `npm test`, and counts skipped tests apart', async () => {
    // Only the CI looks for a Kafka there.
    checkout.addKafka();
    const { status, stdout } = await checkout.run('check.mjs');
    expect(checkout.takeCalls()).toEqual([
      expect.stringMatching(/^npm ci /),
      expect.stringMatching(/^swc /),
      ...CHECKS.map((name) => `npm run --silent ${name}`),
      'npm test -w bench',
      'npm test',
    ]);
    // The build, six checks, two tests of the bench and forty others.
    expect(lastLine(stdout)).toBe('49 passed, 0 failed, 3 skipped');
    expect(status).toBe(0);
  });

  it.each([
    ['a check fails', 'lint-fails', '48 passed, 1 failed, 3 skipped'],
    [
      'a test of the bench does not even load',
      'bench/a.test.mjs',
      '49 passed, 1 failed, 3 skipped',
    ],
    ['only the runner of the tests fails', 'test-fails', '49 passed, 1 failed, 3 skipped'],
    ['the tests say nothing', 'no-results', '9 passed, 1 failed, 1 skipped'],
  ])('fails when %s', async (_name, planted, counts) => {
    checkout.write(planted, 'not a program');
    const { status, stdout } = await checkout.run('check.mjs');
    expect(lastLine(stdout)).toBe(counts);
    expect(status).toBe(1);
  });

  it('fails where the bench has no tests', async () => {
    checkout.remove('bench/some.test.mjs');
    const { status, stdout } = await checkout.run('check.mjs');
    expect(lastLine(stdout)).toBe('47 passed, 1 failed, 2 skipped');
    expect(status).toBe(1);
  });

  it('counts failed tests and suites that could not run', async () => {
    const counts = { numPassedTests: 1, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
    checkout.write('test-fails');
    checkout.write(
      'results.json',
      JSON.stringify({ ...counts, numPendingTests: 0, numTodoTests: 0 }),
    );
    const { status, stdout } = await checkout.run('check.mjs');
    expect(lastLine(stdout)).toBe('10 passed, 3 failed, 1 skipped');
    expect(status).toBe(1);
  });

  it('still says what it counted when it is stopped', async () => {
    const stop = whenItSays('== lint', 'SIGTERM');
    const { status, stdout } = await checkout.run('check.mjs', [], stop);
    expect(lastLine(stdout)).toMatch(/^\d+ passed, \d+ failed, \d+ skipped$/);
    expect(status).toBe(1);
    expect(checkout.takeCalls()).not.toContain('npm test');
  });
});

describe('.ci/run', () => {
  const APT = '#!/usr/bin/env bash\necho "apt-get $*" >> "$FAKE_LOG"\nexit 1';
  const isRoot = process.getuid?.() === 0;
  const runCi = (env: NodeJS.ProcessEnv = {}) =>
    runProgram('.ci/run', [], { cwd: checkout.folder, env: { ...checkout.env, ...env } });

  it('runs the check, with the Kafka beside the checkout, and installs what it may', async () => {
    checkout.addProgram('apt-get', APT);
    checkout.addKafka();
    const { status, stdout } = await runCi();
    expect(lastLine(stdout)).toBe('49 passed, 0 failed, 3 skipped');
    expect(status).toBe(0);
    const calls = checkout.takeCalls();
    if (isRoot) expect(calls[0]).toBe('apt-get update -qq');
    const [test, kafka = ''] = calls.slice(-2);
    expect(test).toBe('npm test');
    expect(kafka).toMatch(/^KAFKA_ENGINE=.*\/\.\.\/shared\/engines\/kafka\/kafka$/);
    expect(isAbsolute(kafka.replace('KAFKA_ENGINE=', ''))).toBe(true);
  });

  describe('hands a Kafka on', () => {
    beforeEach(() => checkout.write('scripts/check.mjs', 'console.log(process.env.KAFKA_ENGINE)'));

    it('unless there is no Java, which it tries to install', async () => {
      checkout.addProgram('apt-get', APT.replace('exit 1', 'exit 0'));
      checkout.addKafka();
      checkout.remove('bin/java');
      expect(await runCi()).toMatchObject({ status: 0, stdout: 'undefined\n' });
      if (isRoot) expect(checkout.takeCalls()[1]).toMatch(/ default-jre-headless$/);
    });

    it('unless there is none', async () => {
      expect(await runCi()).toMatchObject({ status: 0, stdout: 'undefined\n' });
    });

    it('and prefers the one that is named', async () => {
      checkout.addKafka();
      expect(await runCi({ KAFKA_ENGINE: 'mine' })).toMatchObject({ status: 0, stdout: 'mine\n' });
    });
  });
});

describe('npm run coverage', () => {
  const DOMAIN = 'apps/shop/src/domain';
  let folder: string;
  afterEach(() => removeTree(folder));

  const RULE = 'export const sign = (n: number) => (n < 0 ? "-" : "+");';
  const specFor = (number: number) =>
    `import { sign } from './rule'; it('runs', () => { sign(1); sign(${number}); });`;
  const coverageOf = (rules: Files) => {
    folder = plantTree({
      ...Object.fromEntries(
        Object.entries(rules).map(([name, text]) => [`${DOMAIN}/${name}`, text]),
      ),
      'libs/.keep': '',
      'test/sim/some.spec.ts': "it('runs', () => undefined);",
    });
    const configs = ['jest.config.cjs', 'jest.coverage.cjs', 'jest-esm-deps.cjs'];
    copyFromRepository(folder, [...configs, 'tsconfig.base.json']);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const args = ['node_modules/jest/bin/jest.js', '--config', 'jest.coverage.cjs'];
    return runNode(args, { cwd: folder });
  };

  it('passes where the specs run all branches', async () => {
    const rules = { 'rule.ts': RULE, 'rule.spec.ts': specFor(-1) };
    expect(await coverageOf(rules)).toMatchObject({ status: 0 });
  });

  it.each([
    ['they run too few', { 'rule.ts': RULE, 'rule.spec.ts': specFor(2) }, 'branches (50%)'],
    [
      'there are no rules',
      { 'notes.md': 'No rule yet.' },
      'Coverage data for ./apps/ was not found',
    ],
  ])('fails where %s', async (_name, rules: Files, reason) => {
    const { status, stderr } = await coverageOf(rules);
    expect(status).toBe(1);
    expect(stderr).toContain(reason);
  });
});
