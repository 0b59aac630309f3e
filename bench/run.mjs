// Measures how fast the economy is, beside PostgreSQL: `npm run bench -- --help` names the options.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDocs } from './docs.mjs';
import { probeFsync } from './fsync-probe.mjs';
import { MEASUREMENTS } from './goals.mjs';
import { http } from './http.mjs';
import { describeMachine } from './machine.mjs';
import { BENCH, parseOptions } from './options.mjs';
import { reportOf } from './report.mjs';
import { Workbench } from './workbench.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

// Ctrl-C ends the sides, and with them the call that waits; then everything is put away below.
let stopped = false;
process.on('SIGINT', () => (stopped = true));
process.on('SIGTERM', () => (stopped = true));

let bench;
try {
  const options = parseOptions(process.argv.slice(2));
  bench = await Workbench.make(options, (text) => {
    if (stopped) throw new Error('stopped');
    say(text);
  });
  const results = await measureAll(bench);
  save(results);
  const report = reportOf(results);
  process.stdout.write(`${report}\n`);
  if (options.writeDocs) await writeDocs(report);
} catch (error) {
  say(stopped ? 'stopped' : error.message);
  process.exitCode = 1;
} finally {
  await bench?.close();
}

async function measureAll({ options, folder }) {
  const { goals, pairs, seconds, seed, wallets } = options;
  const results = {
    startedAt: new Date().toISOString(),
    options: { goals, pairs, seconds, seed, wallets },
    machine: describeMachine(),
    fsyncBefore: probeFsync(folder),
    goals: [],
  };
  for (const goal of goals) {
    bench.say(goal.toUpperCase());
    if (goal === 'http') results.http = await http(bench);
    else results.goals.push({ goal, ...(await MEASUREMENTS[goal](bench)) });
  }
  results.postgres = bench.postgresSettings;
  results.fsyncAfter = probeFsync(folder);
  return results;
}

/** The samples of every run, so that other questions can be asked of them later. */
function save(results) {
  const folder = join(BENCH, 'results');
  mkdirSync(folder, { recursive: true });
  const file = `${results.startedAt.replace(/[:.]/g, '-')}.json`;
  writeFileSync(join(folder, file), `${JSON.stringify(results, null, 2)}\n`);
  say(`samples are in bench/results/${file}`);
}
