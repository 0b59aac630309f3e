// PostgreSQL, driven as a service in Node would: a pool of connections and named statements.
import pg from 'pg';
import { closedLoop } from './closed-loop.mjs';
import { ownCpuUs, treeCpuUs } from './cpu.mjs';
import { castOf, COINS_PER_GIFT, giftsOf } from './gifts.mjs';
import {
  accountsOf,
  createLedger,
  FUNDED_COINS,
  GIVE_FORMS,
  keysOf,
  settingsOf,
  sumsOf,
} from './postgres-ledgers.mjs';
import { measure } from './sample.mjs';
import { serve } from './side.mjs';

let target;
let admin;
let pool;
let acknowledged = 0;
let runs = 0;

serve({
  /** Makes an empty database with a ledger in it. */
  async open({ connection, serverPid, database, dist, wallets, creators }) {
    const maintenance = new pg.Client({ ...connection, database: 'postgres' });
    await maintenance.connect();
    await maintenance.query(`CREATE DATABASE ${database}`);
    await maintenance.end();
    target = { connection: { ...connection, database }, serverPid, dist, wallets };
    await connect();
    await createLedger(admin, { wallets, creators });
    return settingsOf(admin);
  },

  /** Gifts for so long, in one of the forms. */
  async run({ form, poolSize, inFlight, creators, ms, seed }) {
    await usePool(poolSize);
    const give = giver({ form, creators, seed, prefix: `${process.pid}.${runs++}.` });
    const sample = await measure(cpuUs, async () => {
      const { latenciesMs, elapsedMs } = await closedLoop({ inFlight, ms, operate: give });
      const gifts = latenciesMs.length;
      // The answer comes when the creator's leg is durable too.
      return { gifts, elapsedMs, answerMs: latenciesMs, creditMs: latenciesMs, drainMs: 0 };
    });
    acknowledged += sample.gifts;
    // What it still has to write belongs to its own time, not to the next run of the other side.
    await admin.query('CHECKPOINT');
    return sample;
  },

  /** Sums for the checker, with what they must agree with. */
  async books() {
    const expected = {
      gifts: acknowledged,
      coinsPerGift: COINS_PER_GIFT,
      funded: target.wallets * FUNDED_COINS,
    };
    return { sums: await sumsOf(admin), expected };
  },

  /** Gifts until the server dies; answers with the keys of those that were acknowledged. */
  async giveUntilCrash({ form, poolSize, inFlight, creators, seed, prefix }) {
    await usePool(poolSize);
    const keys = [];
    const give = giver({ form, creators, seed, prefix, onAcknowledged: (key) => keys.push(key) });
    await closedLoop({ inFlight, ms: Infinity, operate: give }).catch(() => undefined);
    return keys;
  },

  /** After a restart of the server: the keys that are there, and the sums. */
  async recovered({ serverPid, prefix }) {
    target.serverPid = serverPid;
    await pool?.end();
    pool = undefined;
    await connect();
    return { keys: await keysOf(admin, prefix), sums: await sumsOf(admin) };
  },

  async close() {
    await pool?.end();
    await admin?.end();
  },
});

async function connect() {
  admin = new pg.Client(target.connection);
  // A server that was told to crash takes its connections along; whoever waits for one is told.
  admin.on('error', () => undefined);
  await admin.connect();
}

/** A pool whose connections are all open before anything is measured. */
async function usePool(size) {
  if (pool?.options.max === size) return;
  await pool?.end();
  pool = new pg.Pool({ ...target.connection, max: size, idleTimeoutMillis: 0 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const clients = await Promise.all(Array.from({ length: size }, () => pool.connect()));
  for (const client of clients) client.release();
}

/** One gift after the other: a random wallet gives ten coins to a random creator, under a new key. */
function giver({ form, creators, seed, prefix, onAcknowledged = () => undefined }) {
  const { dist, wallets } = target;
  const cast = castOf(dist, { wallets, creators });
  const accounts = accountsOf(cast);
  const gifts = giftsOf(dist, cast, seed);
  const give = GIVE_FORMS[form];
  let count = 0;
  return async () => {
    const key = `${prefix}${count++}`;
    const { viewerId, request } = gifts.next().value;
    const viewer = accounts.get(viewerId);
    const creator = accounts.get(request.creatorId);
    await give(pool, { key, viewer, creator, coins: COINS_PER_GIFT });
    onAcknowledged(key);
  };
}

const cpuUs = () => ownCpuUs() + treeCpuUs(target.serverPid);
