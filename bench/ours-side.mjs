// Our side: the pipeline, driven in process.
import { atRest } from './at-rest.mjs';
import { closedLoop, countedLoop } from './closed-loop.mjs';
import { ownCpuUs } from './cpu.mjs';
import { Credits } from './credits.mjs';
import { castOf, COINS_PER_GIFT, giftBody, giftsOf } from './gifts.mjs';
import { Pipeline } from './pipeline.mjs';
import { measure } from './sample.mjs';
import { note, serve } from './side.mjs';

/** Gifts of one call while a history is made; nothing is measured then. */
const GIFTS_PER_CALL = 500;
const READ_LIMIT = 1_000;

let pipeline;
let credits;
let target;
let acknowledged = 0;
let runs = 0;

serve({
  async open({ dist, dataDir, wallets }) {
    target = { dist, wallets };
    pipeline = await Pipeline.open({ dist, dataDir });
    credits = await Credits.from(pipeline.eventStore);
  },

  /** Coins for all wallets that give. */
  fund: () => pipeline.fund(castWith(1).viewers.map(({ viewerId }) => viewerId)),

  /** Gifts for so long. A gift counts when its creator is credited. */
  run({ inFlight, creators, ms, seed }) {
    const operate = giver({ creators, seed });
    return sample(() => closedLoop({ inFlight, ms, operate }));
  },

  /** Gives each of the pairs, `{ viewer, creator }` by name, so many gifts of history. */
  async makeHistory({ pairs, gifts }) {
    await pipeline.fund(pairs.map(({ viewer }) => viewer));
    for (const { viewer, creator } of pairs) {
      for (let from = 0; from < gifts; from += GIFTS_PER_CALL) {
        const count = Math.min(GIFTS_PER_CALL, gifts - from);
        const body = giftBody(creator);
        const batch = Array.from({ length: count }, (_, at) => ({
          key: `past.${from + at}`,
          body,
        }));
        const beganMs = performance.now();
        for (const id of await pipeline.send(viewer, batch)) credits.answered(id, beganMs);
        acknowledged += count;
      }
    }
    await credits.drained();
  },

  /** So many commands in a row from each of the pairs. */
  runOnPairs({ pairs, giftsPerPair, inFlight }) {
    const give = sender();
    return sample(() =>
      countedLoop({
        inFlight,
        count: pairs.length * giftsPerPair,
        operate: (number, beganMs) => {
          const { viewer, creator } = pairs[Math.floor(number / giftsPerPair)];
          return give(viewer, giftBody(creator), beganMs);
        },
      }),
    );
  },

  /** The trial balance, with what it must agree with. */
  async books() {
    const expected = { gifts: acknowledged, coinsPerGift: COINS_PER_GIFT };
    return { report: await pipeline.books(), expected };
  },

  /** Begins to give and tells the id of every gift that is acknowledged, until the process is killed. */
  async giveUntilKilled({ inFlight, creators, seed }) {
    const from = await pipeline.eventStore.head();
    const give = giver({ creators, seed });
    const operate = async (beganMs) => note(await give(beganMs));
    void closedLoop({ inFlight, ms: Infinity, operate });
    return from;
  },

  /** The gifts that were credited behind a position, once for each time, when nothing is under way. */
  async creditedBehind({ position }) {
    await atRest(() => pipeline.books());
    const ids = [];
    const categories = ['earnings'];
    for (let from = position; ;) {
      const { events, scannedTo } = await pipeline.eventStore.readAll({
        from,
        categories,
        limit: READ_LIMIT,
      });
      for (const { data, type } of events) if (type === 'DiamondsCredited') ids.push(data.giftTxId);
      if (events.length === 0) return ids;
      from = scannedTo;
    }
  },

  close: () => pipeline.close(),
});

/** All wallets, with so many creators. */
const castWith = (creators) => castOf(target.dist, { wallets: target.wallets, creators });

/** One gift of the workload after the other; each answers with its id. */
function giver({ creators, seed }) {
  const gifts = giftsOf(target.dist, castWith(creators), seed);
  const give = sender();
  return (beganMs) => {
    const { viewerId, request } = gifts.next().value;
    return give(viewerId, request, beganMs);
  };
}

/** Sends one gift under a new key and answers with its id. */
function sender() {
  const prefix = `${process.pid}.${runs++}`;
  let next = 0;
  return async (viewerId, body, beganMs) => {
    const [id] = await pipeline.send(viewerId, [{ key: `${prefix}.${next++}`, body }]);
    credits.answered(id, beganMs);
    return id;
  };
}

async function sample(loop) {
  const result = await measure(ownCpuUs, async () => {
    const startMs = performance.now();
    const { latenciesMs: answerMs } = await loop();
    const answeredMs = performance.now();
    const { latenciesMs: creditMs, lastMs } = await credits.drained();
    const drainMs = Math.max(0, lastMs - answeredMs);
    const elapsedMs = answeredMs - startMs + drainMs;
    return { gifts: answerMs.length, elapsedMs, answerMs, creditMs, drainMs };
  });
  acknowledged += result.gifts;
  return result;
}
