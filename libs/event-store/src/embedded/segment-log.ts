import { randomBytes } from 'node:crypto';
import { StoreFailed, UnknownOutcome } from '../event-store.port';
import type { Disk } from './disk';
import { Group } from './group';
import type { RecoveredLog } from './log-recovery';
import type { LogRecord } from './log-record';
import { LogReader } from './log-reader';
import { Segment } from './segment';

export interface SegmentLogOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** A segment that has grown to this is followed by a new one. */
  readonly segmentBytes: number;
  /** The files, recovered and synced. */
  readonly recovered: RecoveredLog;
  /** Where the last event lies; 0 in an empty log. */
  readonly head: number;
  /** Told after each group that was synced, before those who wait for it. */
  readonly onSynced: () => void;
}

/**
 * The log: records one behind the other in files of limited size. A record's offset never changes.
 *
 * All that is added while a group is being written and synced becomes the next group, so the cost of
 * a sync is shared by those who wait, and nobody waits for a clock. After a write or a sync has
 * failed nothing is written any more: what the disk then holds can only be told by reading it anew.
 */
export class SegmentLog {
  readonly logId: string;
  readonly reader: LogReader;
  /** Resolves when the log has stopped for ever. */
  readonly failed: Promise<Error>;

  readonly #options: SegmentLogOptions;
  readonly #segments: Segment[];
  #open = new Group();
  #spare = new Group();
  /** Behind the last byte that was added. */
  #tail: number;
  #segmentStart: number;
  #durableEnd: number;
  #newest: number;
  #head: number;
  #inFlightEvents = 0;
  #flushing: Promise<void> | undefined;
  #failure: Error | undefined;
  #resolveFailed: (error: Error) => void = () => undefined;

  constructor(options: SegmentLogOptions) {
    this.#options = options;
    this.#segments = [...options.recovered.segments];
    this.logId = options.recovered.logId ?? randomBytes(16).toString('hex');
    this.reader = new LogReader(this.#segments, () => this.#durableEnd);
    const last = this.#segments.at(-1);
    this.#segmentStart = last?.start ?? 0;
    this.#tail = last?.end ?? 0;
    this.#durableEnd = this.#tail;
    this.#head = options.head;
    this.#newest = options.head;
    this.failed = new Promise((resolve) => {
      this.#resolveFailed = resolve;
    });
  }

  /** Where the last synced event lies; 0 in an empty log. */
  get head(): number {
    return this.#head;
  }

  /** Behind the last synced byte. */
  get durableEnd(): number {
    return this.#durableEnd;
  }

  /** Where the last event lies that was added, synced or not; 0 in an empty log. */
  get newest(): number {
    return this.#newest;
  }

  /** Behind the last byte that was added. */
  get end(): number {
    return this.#tail;
  }

  get queuedEvents(): number {
    return this.#open.events + this.#inFlightEvents;
  }

  get queuedBytes(): number {
    return this.#tail - this.#durableEnd;
  }

  /**
   * Adds an event and answers with its offset. It is written when `sync` or `synced` is called.
   * @param continues whether the next one belongs to the same append
   * @throws StoreFailed
   */
  add(payload: LogRecord['payload'], continues: boolean): number {
    if (this.#failure) throw stopped(this.#failure);
    if (this.#open.isEmpty) this.#beginGroup();
    const offset = this.#open.add(payload, continues);
    this.#tail = this.#open.end;
    this.#newest = offset;
    return offset;
  }

  /** Begins to write and sync all that was added, unless that is under way. */
  sync(): void {
    this.#flushing ??= this.#flush();
  }

  /**
   * Resolves with the answer when all that was added so far is synced.
   * @throws UnknownOutcome when the write or the sync of it fails
   * @throws StoreFailed when it was not written
   */
  synced<Answer>(answer: Answer): Promise<Answer> {
    if (this.#failure) return Promise.reject(stopped(this.#failure));
    if (this.#tail === this.#durableEnd) return Promise.resolve(answer);
    return new Promise((resolve, reject) => {
      this.#open.waiters.push({ onSynced: () => resolve(answer), onFailed: reject });
      this.sync();
    });
  }

  /** Stops for ever: nothing is acknowledged any more. */
  fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    for (const { onFailed } of this.#open.waiters) onFailed(stopped(error));
    this.#resolveFailed(error);
  }

  /** Waits for what is under way, then lets go of the files. */
  async close(): Promise<void> {
    await this.#flushing;
    for (const { file } of this.#segments) await file.close();
  }

  #beginGroup(): void {
    const isFirst = this.#tail === 0;
    if (isFirst || this.#tail - this.#segmentStart >= this.#options.segmentBytes) {
      this.#segmentStart = this.#tail;
      this.#open.beginSegment(this.#tail, this.logId);
    } else {
      this.#open.begin(this.#tail);
    }
  }

  async #flush(): Promise<void> {
    while (!this.#open.isEmpty || this.#open.waiters.length > 0) {
      // Whoever is answered in this turn of the event loop may still join the group.
      await endOfTurn();
      if (this.#failure) break;
      const group = this.#open;
      this.#open = this.#spare;
      this.#inFlightEvents = group.events;
      await this.#write(group);
      this.#inFlightEvents = 0;
      group.reset();
      this.#spare = group;
    }
    this.#flushing = undefined;
  }

  async #write(group: Group): Promise<void> {
    try {
      if (!group.isEmpty) await this.#writeDurably(group);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      const unknown = new UnknownOutcome(`the log could not be written: ${cause.message}`, {
        cause,
      });
      for (const { onFailed } of group.waiters) onFailed(unknown);
      this.fail(cause);
      return;
    }
    if (!group.isEmpty) {
      this.#durableEnd = group.end;
      this.#head = group.lastOffset;
      this.#options.onSynced();
    }
    for (const { onSynced } of group.waiters) onSynced();
  }

  async #writeDurably(group: Group): Promise<void> {
    const { disk, folder } = this.#options;
    if (group.opensSegment) this.#segments.push(await Segment.open(disk, folder, group.start));
    const segment = this.#segments.at(-1);
    await segment?.file.write(group.start - segment.start, group.bytes);
    await segment?.file.sync();
    if (group.opensSegment) await disk.syncFolder(folder);
  }
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const stopped = (cause: Error): StoreFailed =>
  new StoreFailed(`the store has stopped: ${cause.message}`, { cause });
