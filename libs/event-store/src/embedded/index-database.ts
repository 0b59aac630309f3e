import { rm } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { NO_STREAM, StoreCorrupted } from '../event-store.port';
import type { IndexBatch } from './index-batch';
import {
  headKey,
  linkKey,
  LINKS,
  openEntry,
  revisionOfRunKey,
  runKey,
  sealEntry,
  TAIL_KEY,
} from './index-entry';
import type { KnownLog } from './log-recovery';

type Database = ClassicLevel<string, string>;

/** The index as it is kept in LevelDB, never synced. */
export class IndexDatabase {
  readonly #folder: string;
  #db: Database;
  #known: KnownLog | undefined;
  #batches = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#db = database(folder);
  }

  /** Opens the index. One that cannot be opened, or has lost some of its writes, is begun anew. */
  static async open(folder: string): Promise<IndexDatabase> {
    const index = new IndexDatabase(folder);
    try {
      await index.#db.open();
      index.#readTail();
      if (index.#known === undefined) await index.#expectEmpty();
    } catch {
      await index.clear();
    }
    return index;
  }

  /** Up to where the index was complete when it was opened; `undefined` when it is empty. */
  get known(): KnownLog | undefined {
    return this.#known;
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    await this.#db.close();
    await rm(this.#folder, { recursive: true, force: true });
    this.#db = database(this.#folder);
    await this.#db.open();
    this.#known = undefined;
    this.#batches = 0;
  }

  /**
   * The revision of a stream's last event, or `NO_STREAM`.
   * @throws StoreCorrupted
   */
  lastRevision(stream: string): number {
    // Most streams that are asked for are new ones: one look tells.
    const firstRun = this.#read(runKey(stream, 0));
    if (firstRun === undefined) return NO_STREAM;
    return Number(this.#read(headKey(stream)) ?? offsetsOf(firstRun).length - 1);
  }

  /**
   * The offsets of a stream's events from a revision on and before another one.
   * @throws StoreCorrupted unless all of them are there
   */
  async offsets(stream: string, from: number, before: number): Promise<readonly number[]> {
    const offsets: number[] = [];
    const range = { gte: runKey(stream, 0), lt: runKey(stream, before), reverse: true };
    let first = before;
    for await (const [key, value] of this.#db.iterator(range)) {
      const run = offsetsOf(this.#checked(key, value));
      const firstOfRun = revisionOfRunKey(key);
      if (firstOfRun + run.length < first) break;
      offsets.unshift(...run.slice(0, first - firstOfRun));
      first = firstOfRun;
      if (first <= from) return offsets.slice(from - first);
    }
    throw this.damaged(`the events of ${stream} before revision ${first} are missing`);
  }

  /** Writes a batch and the tail at once. */
  async write(logId: string, batch: IndexBatch): Promise<void> {
    const number = this.#batches + 1;
    const writes = this.#db.batch();
    const put = (key: string, text: string) => writes.put(key, sealEntry(key, text));
    for (const [stream, { firstRevision, offsets }] of batch.runs) {
      put(runKey(stream, firstRevision), offsets.join(' '));
      if (firstRevision > 0) put(headKey(stream), String(firstRevision + offsets.length - 1));
    }
    put(linkKey(number), String(number));
    put(TAIL_KEY, `${logId} ${batch.lastOffset} ${number}`);
    await writes.write({ sync: false });
    this.#batches = number;
  }

  /** Without its tail the index counts as empty when it is opened. */
  async forgetTail(): Promise<void> {
    await this.#db.del(TAIL_KEY);
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  damaged(what: string): StoreCorrupted {
    return new StoreCorrupted(`${this.#folder}: ${what}; the next start builds the index anew`);
  }

  #readTail(): void {
    const [logId, offset, batches] = this.#read(TAIL_KEY)?.split(' ') ?? [];
    if (logId === undefined) return;
    this.#batches = Number(batches);
    for (let number = this.#batches; number > Math.max(0, this.#batches - LINKS); number -= 1) {
      const link = this.#read(linkKey(number));
      if (link !== String(number)) throw this.damaged(`batch ${number} is missing`);
    }
    this.#known = { logId, offset: Number(offset) };
  }

  async #expectEmpty(): Promise<void> {
    const [key] = await this.#db.keys({ limit: 1 }).all();
    if (key !== undefined) throw this.damaged('the tail is missing');
  }

  #read(key: string): string | undefined {
    const value = this.#db.getSync(key);
    return value === undefined ? undefined : this.#checked(key, value);
  }

  #checked(key: string, value: string): string {
    const text = openEntry(key, value);
    if (text === undefined) throw this.damaged(`the entry ${JSON.stringify(key)} is damaged`);
    return text;
  }
}

const database = (folder: string): Database =>
  new ClassicLevel<string, string>(folder, { keyEncoding: 'utf8', valueEncoding: 'utf8' });

const offsetsOf = (text: string): number[] => text.split(' ').map(Number);
