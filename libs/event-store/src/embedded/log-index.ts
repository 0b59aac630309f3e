import { rm } from 'node:fs/promises';
import { ClassicLevel } from 'classic-level';
import { NO_STREAM, StoreCorrupted } from '../event-store.port';
import { headKey, openEntry, revisionOfRunKey, runKey, sealEntry, TAIL_KEY } from './index-entry';
import { IndexBatch } from './index-batch';
import type { KnownLog } from './log-recovery';

/** Events that are written to the index at once: few enough not to hold up the event loop. */
const BATCH_EVENTS = 1_024;

/**
 * Where the events of each stream lie in the log.
 *
 * Events are indexed in memory first and written behind, in batches, when the log has synced them;
 * a batch and the position up to which the index is complete are one atomic write. Nothing is
 * synced: what a crash takes away is read again from the log, and so is all of it if need be.
 */
export class LogIndex {
  readonly #folder: string;
  #db: Database;
  #known: KnownLog | undefined;
  /** From the oldest to the one that is being filled. */
  readonly #batches: IndexBatch[] = [new IndexBatch()];
  #unwritten = 0;
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;
  #distrusted: Promise<void> | undefined;
  /** Told when entries turn out to be damaged or cannot be written: then the next start rebuilds. */
  onFailure: (error: Error) => void = () => undefined;

  private constructor(folder: string, db: Database) {
    this.#folder = folder;
    this.#db = db;
  }

  /** Opens the index; one that cannot be opened is begun anew. */
  static async open(folder: string): Promise<LogIndex> {
    const index = new LogIndex(folder, database(folder));
    try {
      await index.#db.open();
      index.#known = index.#readTail();
    } catch {
      await index.clear();
    }
    return index;
  }

  /** Up to where the index was complete when it was opened. */
  get known(): KnownLog | undefined {
    return this.#known;
  }

  /** Events that are indexed in memory only. */
  get unwritten(): number {
    return this.#unwritten;
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    await this.#db.close();
    await rm(this.#folder, { recursive: true, force: true });
    this.#db = database(this.#folder);
    await this.#db.open();
    this.#known = undefined;
  }

  add(stream: string, revision: number, offset: number): void {
    this.#newest.add(stream, revision, offset);
    this.#unwritten += 1;
  }

  /**
   * The revision of a stream's last event that lies before an offset, or `NO_STREAM`.
   * @throws StoreCorrupted
   */
  lastRevision(stream: string, before = Number.POSITIVE_INFINITY): number {
    for (let at = this.#batches.length - 1; at >= 0; at -= 1) {
      const revision = this.#batches[at]?.lastRevision(stream, before);
      if (revision !== undefined) return revision;
    }
    // Most streams that are asked for are new ones: one look tells.
    const firstRun = this.#read(runKey(stream, 0));
    if (firstRun === undefined) return NO_STREAM;
    return Number(this.#read(headKey(stream)) ?? offsetsOf(firstRun).length - 1);
  }

  /**
   * The offsets of a stream's events from one revision to another, both inclusive and both there.
   * @throws StoreCorrupted
   */
  async offsets(stream: string, from: number, to: number): Promise<readonly number[]> {
    const newer: (readonly number[])[] = [];
    let next = to + 1;
    for (const batch of this.#batches.toReversed()) {
      const run = batch.run(stream);
      if (run === undefined || run.firstRevision >= next) continue;
      newer.unshift(run.offsets.slice(0, next - run.firstRevision));
      next = run.firstRevision;
    }
    const older = from < next ? await this.#written(stream, from, next) : [];
    const offsets = [...older, ...newer.flat()];
    return offsets.slice(offsets.length - (to + 1 - from));
  }

  /** Writes behind what the log has synced: everything before `durableEnd`. */
  writeBehind(logId: string, durableEnd: number): void {
    if (this.#newest.events >= BATCH_EVENTS) this.#batches.push(new IndexBatch());
    if (this.#isDue(durableEnd)) this.#writing ??= this.#writeDue(logId, durableEnd);
  }

  /** Writes everything before `durableEnd` and waits for it. */
  async flush(logId: string, durableEnd: number): Promise<void> {
    if (this.#newest.events > 0) this.#batches.push(new IndexBatch());
    await this.#writing;
    await this.#writeDue(logId, durableEnd);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#distrusted;
    await this.#db.close();
  }

  /** Stops for ever: an entry is not what was written. The next start builds the index anew. */
  damaged(what: string): StoreCorrupted {
    const error = new StoreCorrupted(`${this.#folder}: ${what}; the next start builds it anew`);
    this.#fail(error);
    return error;
  }

  get #newest(): IndexBatch {
    const newest = this.#batches.at(-1);
    if (newest === undefined) throw new Error('there is always a batch that is being filled');
    return newest;
  }

  #isDue(durableEnd: number): boolean {
    const [oldest] = this.#batches;
    return this.#batches.length > 1 && oldest !== undefined && oldest.lastOffset < durableEnd;
  }

  async #writeDue(logId: string, durableEnd: number): Promise<void> {
    try {
      // Whoever waits for the log is answered first.
      await endOfTurn();
      while (this.#isDue(durableEnd) && !this.#failure) {
        const batch = this.#batches[0] ?? this.#newest;
        await this.#writeBatch(logId, batch);
        this.#batches.shift();
        this.#unwritten -= batch.events;
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#writing = undefined;
    }
  }

  async #writeBatch(logId: string, batch: IndexBatch): Promise<void> {
    const writes = this.#db.batch();
    const put = (key: string, text: string) => writes.put(key, sealEntry(key, text));
    for (const [stream, { firstRevision, offsets }] of batch.runs) {
      put(runKey(stream, firstRevision), offsets.join(' '));
      if (firstRevision > 0) put(headKey(stream), String(firstRevision + offsets.length - 1));
    }
    put(TAIL_KEY, `${logId} ${batch.lastOffset}`);
    await writes.write({ sync: false });
  }

  async #written(stream: string, from: number, before: number): Promise<readonly number[]> {
    const runs: (readonly number[])[] = [];
    const range = { gte: runKey(stream, 0), lt: runKey(stream, before), reverse: true };
    let next = before;
    for await (const [key, value] of this.#db.iterator(range)) {
      const text = openEntry(key, value);
      const run = text === undefined ? [] : offsetsOf(text);
      const firstRevision = revisionOfRunKey(key);
      if (firstRevision + run.length < next) break;
      runs.unshift(run.slice(0, next - firstRevision));
      next = firstRevision;
      if (next <= from) return runs.flat();
    }
    throw this.damaged(`the entries of ${stream} before revision ${next} are damaged`);
  }

  #readTail(): KnownLog | undefined {
    const value = this.#db.getSync(TAIL_KEY);
    const text = value === undefined ? undefined : openEntry(TAIL_KEY, value);
    const [logId, offset] = text?.split(' ') ?? [];
    return logId === undefined ? undefined : { logId, offset: Number(offset) };
  }

  #read(key: string): string | undefined {
    const value = this.#db.getSync(key);
    if (value === undefined) return undefined;
    const text = openEntry(key, value);
    if (text === undefined) throw this.damaged(`the entry ${key} is damaged`);
    return text;
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#distrusted = this.#forgetTail(this.#writing);
    this.onFailure(error);
  }

  /** Without its tail the index counts as empty when it is opened. */
  async #forgetTail(writing: Promise<void> | undefined): Promise<void> {
    await writing;
    await this.#db.del(TAIL_KEY).catch(() => undefined);
  }
}

type Database = ClassicLevel<string, string>;

const database = (folder: string): Database =>
  new ClassicLevel<string, string>(folder, { keyEncoding: 'utf8', valueEncoding: 'utf8' });

const offsetsOf = (text: string): number[] => text.split(' ').map(Number);

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
