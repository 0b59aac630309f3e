import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertOnDisk } from './machine.mjs';
import { Ours } from './ours.mjs';
import { PostgresServer } from './postgres-server.mjs';
import { Postgres } from './postgres.mjs';

/** Where all sides lay their data: one folder on one disk, gone when the bench ends. */
export class Workbench {
  #server;
  #open = [];
  #names = 0;
  /** What PostgreSQL says of itself; `undefined` while it was not needed. */
  postgresSettings;

  constructor(folder, options, say) {
    this.folder = folder;
    this.options = options;
    this.say = say;
  }

  /** @throws Error when the temporary folder lies in memory */
  static async make(options, say) {
    assertOnDisk(tmpdir());
    const folder = await mkdtemp(join(tmpdir(), 'gifting-bench-'));
    // PostgreSQL runs as another user, who must be able to reach its own folder in here.
    await chmod(folder, 0o711);
    return new Workbench(folder, options, say);
  }

  /** A new data folder below. */
  newFolder() {
    return join(this.folder, `data-${this.#names++}`);
  }

  async ours() {
    const { dist, wallets } = this.options;
    return this.#opened(await Ours.open({ dist, folder: this.newFolder(), wallets }));
  }

  async postgres(form, creators = 1) {
    const { dist, wallets } = this.options;
    this.#server ??= await PostgresServer.start(join(this.folder, 'postgres'));
    const database = `ledger_${this.#names++}`;
    const load = { server: this.#server, form, database, dist, wallets, creators };
    const postgres = this.#opened(await Postgres.open(load));
    this.postgresSettings = postgres.settings;
    return postgres;
  }

  /** Ends the sides of one goal. What it answers has held: coins are conserved, nothing was lost. */
  async conclude() {
    const crashes = [];
    for (const side of this.#open) {
      this.say(`  ${side.name}: coins, then a crash`);
      crashes.push(await side.conclude(this.options.seed));
    }
    await this.#closeSides();
    return crashes;
  }

  async close() {
    await this.#closeSides();
    this.#server?.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #opened(side) {
    this.#open.push(side);
    return side;
  }

  async #closeSides() {
    for (const side of this.#open.splice(0)) await side.close();
  }
}
