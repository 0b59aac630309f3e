import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { atRest } from './at-rest.mjs';
import { faultsOfBooks } from './conservation.mjs';
import { COINS_PER_GIFT } from './gifts.mjs';
import { Side } from './side.mjs';
import { assertValid } from './void-run.mjs';

/** As many as one batch of purchases may hold. */
const WALLETS = 500;
const BATCH_SIZE = 50;
/** As many as `npm run demo` plays. */
const GIFTS_PER_EVENING = 20_000;

/**
 * Gifts through the HTTP routes, without a goal: one in a request, many in a request, evenings of the
 * tape, and how many requests the generator itself can send. Server and generator have a core each.
 * Evenings have a server of their own, as what they leave behind has books of its own.
 */
export async function http(bench) {
  const { dist, pairs: rounds, seconds, seed } = bench.options;
  const [server, stage, empty] = [0, 1, 2].map(() => new Side('http-server-side.mjs'));
  const [generator, audience] = ['http-generator-side.mjs', 'evening-side.mjs'].map(
    (file) => new Side(file),
  );
  try {
    for (const side of [server, stage, empty]) pin(side, 0);
    for (const side of [generator, audience]) pin(side, 1);
    const address = await server.call('open', { dist, dataDir: bench.newFolder() });
    const stageAddress = await stage.call('open', { dist, dataDir: bench.newFolder() });
    const { url: emptyUrl } = await empty.call('openEmpty');
    await generator.call('open', { dist, ...address, wallets: WALLETS });
    await audience.call('open', { dist, ...stageAddress });

    const forms = {
      single: () => generator.call('single', { seconds }),
      batch: () => generator.call('batch', { seconds, size: BATCH_SIZE }),
      // A tape takes seeds of 32 bits.
      evening: (round) => play(audience, (seed + round) >>> 0),
      ceiling: () => generator.call('ceiling', { url: emptyUrl, seconds }),
    };
    const samples = Object.fromEntries(Object.keys(forms).map((form) => [form, []]));
    bench.say('  one gift in a request, 50 in a request, an evening, requests to an empty server');
    for (let round = 0; round <= rounds; round += 1) {
      for (const [form, fire] of Object.entries(forms)) samples[form].push(await fire(round));
    }
    const answered = [...samples.single, ...samples.batch].map(({ gifts }) => gifts);
    assertValid(
      'ours behind HTTP',
      faultsOf(await atRest(() => generator.call('books')), answered),
    );
    // The first round was there to warm up.
    for (const runs of Object.values(samples)) runs.shift();
    return { samples };
  } finally {
    for (const side of [generator, audience, empty, stage, server]) await side.stop();
  }
}

/** @throws VoidRun where the API answered otherwise than the tape expects */
async function play(audience, seed) {
  const { faults, sample } = await audience.call('play', { seed, gifts: GIFTS_PER_EVENING });
  assertValid('an evening behind HTTP', faults);
  return sample;
}

/** Requests that were under way when the time was over are answered too, to nobody. */
function faultsOf(report, answered) {
  const gifts = answered.reduce((sum, count) => sum + count, 0);
  const spent = Number(report.coins.spent) / COINS_PER_GIFT;
  const lost = spent < gifts ? [`${gifts} gifts were answered, ${spent} are spent`] : [];
  return [...faultsOfBooks(report), ...lost];
}

/** Keeps a process on one core, where there are several and the system can do it. */
function pin(side, core) {
  if (cpus().length < 2) return;
  try {
    execFileSync('taskset', ['-a', '-p', '-c', String(core), String(side.pid)], {
      stdio: 'ignore',
    });
  } catch {
    // Then the system decides, for all sides alike.
  }
}
