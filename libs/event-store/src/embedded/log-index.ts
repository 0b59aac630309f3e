import { IndexBatch } from './index-batch';
import { IndexDatabase } from './index-database';
import type { KnownLog } from './log-recovery';

/** Events that are written to the index at once: few enough not to hold up the event loop. */
const BATCH_EVENTS = 1_024;
/** What may be in memory only: half a second of the fastest writing, and some megabytes. */
const MAX_UNWRITTEN_EVENTS = 65_536;

/**
 * Where the events of each stream lie in the log.
 *
 * Events are indexed in memory first and written behind, in batches, when the log has synced them;
 * a batch and the position up to which the index is complete are one atomic write. What a crash
 * takes away is read again from the log, and so is all of it if need be.
 */
export class LogIndex {
  readonly #database: IndexDatabase;
  /** From the oldest to the one that is being filled. */
  readonly #batches: IndexBatch[] = [];
  #newest = new IndexBatch();
  #unwritten = 0;
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;
  #forgotten: Promise<void> | undefined;
  /** Told when the index turns out to be damaged or cannot be written; the next start rebuilds it. */
  onFailure: (error: Error) => void = () => undefined;

  private constructor(database: IndexDatabase) {
    this.#database = database;
    this.#batches.push(this.#newest);
  }

  /** Opens the index; one that cannot be believed is begun anew. */
  static async open(folder: string): Promise<LogIndex> {
    return new LogIndex(await IndexDatabase.open(folder));
  }

  /** Up to where the index was complete when it was opened; `undefined` when it is empty. */
  get known(): KnownLog | undefined {
    return this.#database.known;
  }

  /** Whether enough is in memory to be worth writing. */
  get hasFullBatch(): boolean {
    return this.#unwritten >= BATCH_EVENTS;
  }

  /** Whether so much is in memory that nothing should be added. */
  get isBehind(): boolean {
    return this.#unwritten >= MAX_UNWRITTEN_EVENTS;
  }

  /** Forgets everything, also that it was damaged. */
  async clear(): Promise<void> {
    await this.#writing;
    await this.#forgotten;
    await this.#database.clear();
    this.#failure = undefined;
    this.#batches.length = 0;
    this.#unwritten = 0;
    this.#beginBatch();
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
    try {
      return this.#database.lastRevision(stream);
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /**
   * The offsets of a stream's events from one revision to another, both inclusive and both there.
   * @throws StoreCorrupted
   */
  async offsets(stream: string, from: number, to: number): Promise<readonly number[]> {
    const newer: (readonly number[])[] = [];
    let first = to + 1;
    for (const batch of this.#batches.toReversed()) {
      const run = batch.run(stream);
      if (run === undefined || run.firstRevision >= first) continue;
      const begin = Math.max(0, from - run.firstRevision);
      newer.unshift(run.offsets.slice(begin, first - run.firstRevision));
      first = run.firstRevision + begin;
    }
    if (first <= from) return newer.flat();
    try {
      return [...(await this.#database.offsets(stream, from, first)), ...newer.flat()];
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Writes behind what the log has synced: everything before `durableEnd`. */
  writeBehind(logId: string, durableEnd: number): void {
    if (this.#newest.events >= BATCH_EVENTS) this.#beginBatch();
    if (this.#isDue(durableEnd)) this.#writing ??= this.#writeDue(logId, durableEnd);
  }

  /** Writes everything before `durableEnd` and waits for it. */
  async flush(logId: string, durableEnd: number): Promise<void> {
    if (this.#newest.events > 0) this.#beginBatch();
    await this.#writing;
    await this.#writeDue(logId, durableEnd);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#forgotten;
    await this.#database.close();
  }

  /** Stops for ever: what the index says is not what the log holds. */
  damaged(what: string): Error {
    return this.#fail(this.#database.damaged(what));
  }

  #beginBatch(): void {
    this.#newest = new IndexBatch();
    this.#batches.push(this.#newest);
  }

  #isDue(durableEnd: number): boolean {
    const [oldest] = this.#batches;
    return oldest !== undefined && oldest !== this.#newest && oldest.lastOffset < durableEnd;
  }

  async #writeDue(logId: string, durableEnd: number): Promise<void> {
    try {
      // Whoever waits for the log is answered first.
      await endOfTurn();
      for (const batch of [...this.#batches]) {
        if (this.#failure || !this.#isDue(durableEnd)) break;
        await this.#database.write(logId, batch);
        this.#batches.shift();
        this.#unwritten -= batch.events;
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#writing = undefined;
    }
  }

  #fail(thrown: unknown): Error {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (this.#failure === undefined) {
      this.#failure = error;
      this.#forgotten = this.#forgetTail(this.#writing);
      this.onFailure(error);
    }
    return error;
  }

  async #forgetTail(writing: Promise<void> | undefined): Promise<void> {
    await writing;
    // What cannot be written cannot be read either when the index is opened again.
    await this.#database.forgetTail().catch(() => undefined);
  }
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
