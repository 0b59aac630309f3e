// Runs everything that must hold before a change is merged; CI runs it too. The last line counts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { run, say, SIGNALS } from './project.mjs';

/** Scripts of package.json that count as one check each. Tests are counted one by one. */
const CHECKS = ['format:check', 'lint', 'types', 'boundaries', 'docs:check', 'coverage'];

const NO_INPUT = { stdio: ['ignore', 'inherit', 'inherit'] };
const NOTHING = { passed: 0, failed: 0, skipped: 0 };
const PASSED = { ...NOTHING, passed: 1 };
const FAILED = { ...NOTHING, failed: 1 };
const SKIPPED = { ...NOTHING, skipped: 1 };

const folder = mkdtempSync(join(tmpdir(), 'gifting-check-'));
const total = { ...NOTHING };
const rows = [];
let stopped = false;
for (const signal of SIGNALS) process.on(signal, () => (stopped = true));

await step('build', () => prepare().then(() => PASSED));
for (const name of CHECKS) {
  await step(name, async () => ((await npm('run', '--silent', name)) === 0 ? PASSED : FAILED));
}
await step('bench tests', countBenchTests);
await step('test', countTests);
rmSync(folder, { recursive: true, force: true });

console.log(['', ...rows, print(total)].join('\n'));
if (total.failed > 0 || stopped) process.exitCode = 1;

/** Goes on after a failure. Steps that are left when somebody stops the check count as skipped. */
async function step(name, work) {
  const startMs = performance.now();
  if (!stopped) say(`\n== ${name}`);
  const counts = stopped ? SKIPPED : await work().catch(failed);
  for (const kind of Object.keys(total)) total[kind] += counts[kind];
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  rows.push(`${name.padEnd(14)}${seconds.padStart(6)} s  ${print(counts)}`);
}

function failed(error) {
  say(error.message);
  return FAILED;
}

/** The tests start the real engines that they find. */
async function countTests() {
  const file = join(folder, 'tests.json');
  const status = await npm('test', '--', '--json', `--outputFile=${file}`);
  const results = JSON.parse(readFileSync(file, 'utf8'));
  return countsOf(status, {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  });
}

/** The bench has a test runner of its own. Its tests need no PostgreSQL. */
async function countBenchTests() {
  const file = join(folder, 'bench-tests.tap');
  const forPeople = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const forUs = ['--test-reporter=tap', `--test-reporter-destination=${file}`];
  const status = await npm('test', '-w', 'bench', '--', ...forPeople, ...forUs);
  // The counts come last, so they win over lines that a test printed before.
  const lines = [...readFileSync(file, 'utf8').matchAll(/^# (\w+) (\d+)$/gm)];
  const counts = Object.fromEntries(lines.map(([, kind, count]) => [kind, Number(count)]));
  const { pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0 } = counts;
  return countsOf(status, { passed: pass, failed: fail + cancelled, skipped: skipped + todo });
}

/** A runner may fail although no single test does, and without a single test nothing was checked. */
function countsOf(status, counts) {
  const holds = status === 0 && counts.passed > 0;
  return { ...counts, failed: holds ? counts.failed : Math.max(counts.failed, 1) };
}

function npm(...args) {
  return run('npm', args, NO_INPUT);
}

function print({ passed, failed, skipped }) {
  const ending = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `${passed} passed, ${failed} failed${ending}`;
}
