import { inPairs } from './pairs.mjs';
import { POOL_SIZE } from './postgres.mjs';
import { goalRow, loadRow } from './rows.mjs';
import { historyCost } from './history-cost.mjs';
import { median } from './statistics.mjs';

const MANY_CREATORS = 1_000;
/** Pools that fit into the stock limit of 100 connections. */
const POOL_SIZES = [POOL_SIZE, 64, 96];
const POOL_TRIALS = 3;
const POOL_TRIAL_MS = 1_000;

/**
 * What is measured, by goal: each answers with the rows of the table of goals, the loads that led to
 * them, what the crashes at the end showed, and all samples.
 */
export const MEASUREMENTS = { p1, p2, p5, p8: historyCost };

/** A hot creator: against what most would write. */
async function p1(bench) {
  const [ours, peer] = [await bench.ours(), await bench.postgres('rowLocks')];
  const pairs = await hotPairs(bench, ours, peer, { inFlight: 32 });
  const what = 'one hot creator, 32 in flight: ours / PG row locks';
  return {
    rows: [
      goalRow({ goal: 'P1', what, figure: 'giftsPerSecond', pairs, wanted: { atLeast: 12 } }),
      goalRow({ goal: 'P1', what, figure: 'p99', pairs, wanted: { atMost: 0.2 } }),
      goalRow({ goal: 'P1', what, figure: 'cpu', pairs }),
    ],
    loads: loadsOf(pairs, [ours, peer], { inFlight: 32, creators: 1 }),
    crashes: await bench.conclude(),
    samples: { pairs },
  };
}

/** A hot creator: against the strongest form that PostgreSQL has. */
async function p2(bench) {
  const [ours, peer] = [await bench.ours(), await bench.postgres('strongest')];
  const few = await hotPairs(bench, ours, peer, { inFlight: 32 });
  const poolSize = await bestPoolSize(bench, peer);
  const many = await hotPairs(bench, ours, peer, { inFlight: 256, poolSize });
  const what = (inFlight) => `one hot creator, ${inFlight} in flight: ours / strongest PG`;
  const row = (inFlight, pairs, wanted, figure = 'giftsPerSecond') =>
    goalRow({ goal: 'P2', what: what(inFlight), figure, pairs, wanted });
  return {
    rows: [
      row(32, few, { atLeast: 2 }),
      row(32, few, undefined, 'cpu'),
      row(256, many, { atLeast: 4 }),
      row(256, many, undefined, 'cpu'),
    ],
    loads: [
      ...loadsOf(few, [ours, peer], { inFlight: 32, creators: 1 }),
      ...loadsOf(many, [ours, peer], { inFlight: 256, creators: 1 }),
    ],
    crashes: await bench.conclude(),
    samples: { few, many, poolSize },
  };
}

/** Skew: one creator against a thousand, for each side by itself. */
async function p5(bench) {
  const [ours, peer] = [await bench.ours(), await bench.postgres('rowLocks', MANY_CREATORS)];
  const own = await skewPairs(bench, ours);
  const theirs = await skewPairs(bench, peer);
  const what = (side) => `${side.name}, 32 in flight: 1 creator / ${MANY_CREATORS} creators`;
  const row = (side, pairs, wanted) =>
    goalRow({ goal: 'P5', what: what(side), figure: 'giftsPerSecond', pairs, wanted });
  return {
    rows: [row(ours, own, { atLeast: 0.9 }), row(peer, theirs)],
    loads: [
      ...[1, MANY_CREATORS].flatMap((creators, place) =>
        [
          [ours, own],
          [peer, theirs],
        ].map(([side, pairs]) => {
          const samples = pairs.map((pair) => pair[place]);
          return loadRow({ side: side.name, inFlight: 32, creators }, samples);
        }),
      ),
    ],
    crashes: await bench.conclude(),
    samples: { own, theirs },
  };
}

function hotPairs({ options, say }, ours, peer, load) {
  say(`  ${load.inFlight} in flight: ${ours.name}, ${peer.name}`);
  const hot = (side) => (run) => side.run({ ...load, ...run, creators: 1 });
  return inPairs(options, hot(ours), hot(peer));
}

function skewPairs({ options, say }, side) {
  say(`  1 and ${MANY_CREATORS} creators: ${side.name}`);
  const spread = (creators) => (run) => side.run({ ...run, inFlight: 32, creators });
  return inPairs(options, spread(1), spread(MANY_CREATORS));
}

/** The pool with which the peer is fastest when more gifts are in flight than it has connections. */
async function bestPoolSize({ options, say }, peer) {
  const speeds = new Map(POOL_SIZES.map((size) => [size, []]));
  for (let trial = 0; trial < POOL_TRIALS; trial += 1) {
    for (const [poolSize, seen] of speeds) {
      const load = { poolSize, inFlight: 256, creators: 1, ms: POOL_TRIAL_MS, seed: options.seed };
      seen.push((await peer.run(load)).giftsPerSecond);
    }
  }
  const [[best]] = [...speeds].sort(([, a], [, b]) => median(b) - median(a));
  say(`  of pools of ${POOL_SIZES.join(', ')} connections, ${best} serve 256 in flight best`);
  return best;
}

const loadsOf = (pairs, sides, load) =>
  sides.map((side, place) =>
    loadRow(
      { side: side.name, ...load },
      pairs.map((pair) => pair[place]),
    ),
  );
