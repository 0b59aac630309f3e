import { inPairs } from './pairs.mjs';
import { naiveReplayCost } from './naive-replay.mjs';
import { goalRow, loadRow } from './rows.mjs';

const OLD_EVENTS = 100_000;
const YOUNG_EVENTS = 10;
/** A young pair is given up before it is old: after so many commands comes the next one. */
const COMMANDS_PER_PAIR = 32;
const LOADS = [
  { inFlight: 1, commands: 960 },
  { inFlight: 32, commands: 9_600 },
];
const WANTED = { atMost: 1.1 };

const OLD = { viewer: 'old-viewer', creator: 'old-creator' };

/**
 * P8: what a command costs a wallet and a creator with a long history, and ones with hardly any, while
 * both are warm. Commands go to one pair of people at a time on both sides, so that nothing differs
 * but the length of their streams.
 */
export async function historyCost(bench) {
  const { options, say } = bench;
  const ours = await bench.ours();
  say(`  ${OLD_EVENTS} gifts of history`);
  await ours.makeHistory({ pairs: [OLD], gifts: OLD_EVENTS });

  const runs = [];
  for (const { inFlight, commands } of LOADS) {
    say(`  ${OLD_EVENTS} and ${YOUNG_EVENTS} prior events, ${inFlight} in flight`);
    const count = commands / COMMANDS_PER_PAIR;
    const load = { giftsPerPair: COMMANDS_PER_PAIR, inFlight };
    const olds = new Array(count).fill(OLD);
    const runOld = () => ours.runOnPairs({ ...load, pairs: olds });
    const runYoung = async () => {
      const pairs = newPairs(count);
      await ours.makeHistory({ pairs, gifts: YOUNG_EVENTS });
      return ours.runOnPairs({ ...load, pairs });
    };
    runs.push({ inFlight, pairs: await inPairs(options, runOld, runYoung) });
  }

  say('  a naive replay');
  const peer = naiveReplayCost(bench.newFolder(), { long: OLD_EVENTS, short: YOUNG_EVENTS });
  const row = ({ inFlight, pairs }, figure) =>
    goalRow({
      goal: 'P8',
      what: `a command at ${OLD_EVENTS} prior events / at ${YOUNG_EVENTS}, ${inFlight} in flight`,
      figure,
      pairs,
      wanted: WANTED,
    });
  return {
    rows: [
      ...runs.flatMap((run) => [row(run, 'cpu'), row(run, 'p50')]),
      goalRow({ goal: 'P8', what: 'naive replay, the same', figure: 'p50', pairs: peer }),
    ],
    loads: runs.flatMap(({ inFlight, pairs }) =>
      [`ours, ${OLD_EVENTS} prior events`, `ours, ${YOUNG_EVENTS} prior events`].map(
        (side, place) =>
          loadRow(
            { side, inFlight, creators: 1 },
            pairs.map((pair) => pair[place]),
          ),
      ),
    ),
    crashes: await bench.conclude(),
    samples: { runs, peer },
  };
}

let made = 0;

/** People whom nobody has heard of yet. */
const newPairs = (count) =>
  Array.from({ length: count }, () => {
    const number = made++;
    return { viewer: `young-viewer-${number}`, creator: `young-creator-${number}` };
  });
