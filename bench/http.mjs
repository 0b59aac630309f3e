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

/**
 * Gifts through the HTTP routes, without a goal: one in a request, many in a request, and how many
 * requests the generator itself can send. Server and generator have a core each.
 */
export async function http(bench) {
  const { dist, pairs: rounds, seconds } = bench.options;
  const [server, empty] = [new Side('http-server-side.mjs'), new Side('http-server-side.mjs')];
  const generator = new Side('http-generator-side.mjs');
  try {
    [server, empty].forEach((side) => pin(side, 0));
    pin(generator, 1);
    const address = await server.call('open', { dist, dataDir: bench.newFolder() });
    const { url: emptyUrl } = await empty.call('openEmpty');
    await generator.call('open', { dist, ...address, wallets: WALLETS });

    const forms = {
      single: () => generator.call('single', { seconds }),
      batch: () => generator.call('batch', { seconds, size: BATCH_SIZE }),
      ceiling: () => generator.call('ceiling', { url: emptyUrl, seconds }),
    };
    const samples = { single: [], batch: [], ceiling: [] };
    bench.say('  one gift in a request, 50 in a request, requests to an empty server');
    for (let round = 0; round <= rounds; round += 1) {
      for (const [form, fire] of Object.entries(forms)) samples[form].push(await fire());
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
    for (const side of [generator, empty, server]) await side.stop();
  }
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
