// Everything that must hold before a change is merged; what CI runs. The last line counts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runNode } from './child.mjs';
import { prepare } from './prepare.mjs';
import { ROOT, say } from './project.mjs';

/** Each is a script of package.json and counts as one; tests are counted one by one. */
const CHECKS = ['format:check', 'lint', 'types', 'boundaries', 'docs:check', 'coverage'];

const BENCH = join(ROOT, 'bench');
const NO_INPUT = ['ignore', 'inherit', 'inherit'];

const PASSED = { passed: 1, failed: 0, skipped: 0 };
const FAILED = { passed: 0, failed: 1, skipped: 0 };
const SKIPPED = { passed: 0, failed: 0, skipped: 1 };
const COUNTS_OF_ONE = [PASSED, FAILED, SKIPPED];

const folder = mkdtempSync(join(tmpdir(), 'gifting-check-'));
const rows = [];
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (stopped = true));

await step('build', () => prepare().then(() => PASSED));
for (const name of CHECKS) await step(name, () => check(name));
await step('bench tests', countBenchTests);
await step('test', countTests);
rmSync(folder, { recursive: true, force: true });
report();

/** What is left when somebody stops the check counts as skipped. */
async function step(name, work) {
  const startMs = performance.now();
  if (!stopped) say(`\n== ${name}`);
  const counts = stopped
    ? SKIPPED
    : await work().catch((error) => {
        say(error.message);
        return FAILED;
      });
  rows.push({ name, counts, seconds: (performance.now() - startMs) / 1_000 });
}

async function check(name) {
  const { status } = await npm(['run', '--silent', name]);
  return status === 0 ? PASSED : FAILED;
}

/** `npm test`, word by word what the README says. Its suites start the real engines that they find. */
async function countTests() {
  const file = join(folder, 'tests.json');
  const { status } = await npm(['test'], { TEST_RESULTS_FILE: file });
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    // The runner may fail where no single test does.
    failed: status === 0 ? failed : Math.max(failed, 1),
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

/** The bench has a test runner of its own. Its tests need no PostgreSQL. */
async function countBenchTests() {
  const file = join(folder, 'bench-tests.tap');
  const reporters = [
    ['spec', 'stdout'],
    ['tap', file],
  ].flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`]);
  const { status } = await runNode(['--test', ...reporters], { cwd: BENCH, stdio: NO_INPUT });
  // The lines at the end; a test may have printed some like them before.
  const lines = [...readFileSync(file, 'utf8').matchAll(/^# (\w+) (\d+)$/gm)];
  const counts = Object.fromEntries(lines.map(([, kind, count]) => [kind, Number(count)]));
  const { pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0 } = counts;
  const failed = fail + cancelled;
  return {
    passed: pass,
    failed: status === 0 && pass > 0 ? failed : Math.max(failed, 1),
    skipped: skipped + todo,
  };
}

function npm(args, env) {
  return run('npm', args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: NO_INPUT });
}

function report() {
  console.log('');
  for (const { name, counts, seconds } of rows) {
    const verdict = counts.failed > 0 ? 'FAILED' : counts.passed > 0 ? 'passed' : 'skipped';
    const row = `${name.padEnd(14)}${verdict.padEnd(9)}${seconds.toFixed(1).padStart(6)} s`;
    console.log(COUNTS_OF_ONE.includes(counts) ? row : `${row}  ${print(counts)}`);
  }
  const total = (kind) => rows.reduce((sum, { counts }) => sum + counts[kind], 0);
  const totals = { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
  if (totals.failed > 0 || stopped) process.exitCode = 1;
  console.log(print(totals));
}

function print({ passed, failed, skipped }) {
  const ending = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `${passed} passed, ${failed} failed${ending}`;
}
