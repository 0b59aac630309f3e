import { setTimeout as pause } from 'node:timers/promises';
import { faultsOfLedger, faultsOfRecovery } from './conservation.mjs';
import { Side } from './side.mjs';
import { assertValid } from './void-run.mjs';

/** Gifts in flight take turns on so many connections. */
export const POOL_SIZE = 32;
const CRASH_AFTER_MS = 1_500;
const CRASH_PREFIX = 'crash.';

const NAMES = { rowLocks: 'PG row locks', strongest: 'strongest PG' };

/** One form of the ledger in PostgreSQL, seen from the bench: a client process and a database. */
export class Postgres {
  #server;
  #form;
  #side = new Side('postgres-side.mjs');
  settings;

  constructor(server, form) {
    this.#server = server;
    this.#form = form;
    this.name = NAMES[form];
  }

  /** Makes an empty database with coins in all wallets. */
  static async open({ server, form, database, dist, wallets, creators }) {
    const { connection, pid: serverPid } = server;
    const postgres = new Postgres(server, form);
    try {
      const target = { connection, serverPid, database, dist, wallets, creators };
      postgres.settings = await postgres.#side.call('open', target);
      return postgres;
    } catch (error) {
      await postgres.close();
      throw error;
    }
  }

  run(load) {
    return this.#side.call('run', { poolSize: POOL_SIZE, ...load, form: this.#form });
  }

  /**
   * The end of every run, as for our side. Its crash is the server's own immediate stop: nothing is
   * written out, and the next start recovers.
   * @throws VoidRun
   */
  async conclude(seed) {
    const { sums, expected } = await this.#side.call('books');
    assertValid(this.name, faultsOfLedger(sums, expected));

    const giving = this.#side.call('giveUntilCrash', {
      form: this.#form,
      poolSize: POOL_SIZE,
      inFlight: POOL_SIZE,
      creators: 1,
      seed,
      prefix: CRASH_PREFIX,
    });
    await pause(CRASH_AFTER_MS);
    this.#server.crash();
    const acknowledged = await giving;

    const startMs = performance.now();
    this.#server.restart();
    const recoveredMs = performance.now() - startMs;
    const place = { serverPid: this.#server.pid, prefix: CRASH_PREFIX };
    const after = await this.#side.call('recovered', place);
    assertValid(`${this.name} after a crash`, [
      ...faultsOfRecovery(acknowledged, after.keys),
      ...faultsOfLedger(after.sums, { funded: expected.funded }),
    ]);
    return { side: this.name, acknowledged: acknowledged.length, lost: 0, recoveredMs };
  }

  close() {
    return this.#side.stop();
  }
}
