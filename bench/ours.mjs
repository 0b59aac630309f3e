import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { faultsOfBooks, faultsOfRecovery } from './conservation.mjs';
import { Side } from './side.mjs';
import { assertValid } from './void-run.mjs';

const FILE = 'ours-side.mjs';
const NAME = 'ours';
/** How long gifts are acknowledged before the process is killed. */
const CRASH_AFTER_MS = 1_500;
const CRASH_IN_FLIGHT = 64;

/** Our side, seen from the bench: a process with a data folder of its own. */
export class Ours {
  name = NAME;
  #target;
  #side;
  #acknowledged = [];

  constructor(target) {
    this.#target = target;
    this.#side = new Side(FILE, (id) => this.#acknowledged.push(id));
  }

  /** Starts it on an empty folder, with coins in all wallets. */
  static async open({ dist, folder, wallets }) {
    const ours = new Ours({ dist, dataDir: folder, wallets });
    try {
      await ours.#side.call('open', ours.#target);
      await ours.#side.call('fund');
      return ours;
    } catch (error) {
      await ours.close();
      throw error;
    }
  }

  run(load) {
    return this.#side.call('run', load);
  }

  makeHistory(history) {
    return this.#side.call('makeHistory', history);
  }

  runOnPairs(load) {
    return this.#side.call('runOnPairs', load);
  }

  /**
   * The end of every run: the books must balance, with nothing under way; and of the gifts that are
   * acknowledged while the process is killed, none may be missing or doubled when it is back.
   * @throws VoidRun
   */
  async conclude(seed) {
    const { report, expected } = await this.#side.call('books');
    assertValid(NAME, faultsOfBooks(report, expected));

    this.#acknowledged = [];
    const load = { inFlight: CRASH_IN_FLIGHT, creators: 1, seed };
    const position = await this.#side.call('giveUntilKilled', load);
    await pause(CRASH_AFTER_MS);
    await this.#side.kill();
    const acknowledged = this.#acknowledged;

    this.#side = new Side(FILE);
    const startMs = performance.now();
    await this.#side.call('open', this.#target);
    const recoveredMs = performance.now() - startMs;
    const found = await this.#side.call('creditedBehind', { position });
    assertValid(`${NAME} after kill -9`, faultsOfRecovery(acknowledged, found));
    const after = await this.#side.call('books');
    assertValid(`${NAME} after kill -9`, faultsOfBooks(after.report));
    return { side: NAME, acknowledged: acknowledged.length, lost: 0, recoveredMs };
  }

  async close() {
    await this.#side.stop();
    await rm(this.#target.dataDir, { recursive: true, force: true });
  }
}
