import { type JsonObject, type Position, START } from '@gifting/kernel';
import { assertCommittable } from '../index-place';
import {
  type IndexedRow,
  type ProjectionCommit,
  type RangeRead,
  ReadStore,
} from '../read-store.port';
import { ProjectionDatabase } from './projection-database';
import { ProjectionRows } from './projection-rows';

const FLUSH_INTERVAL_MS = 1_000;

export interface EmbeddedReadStoreOptions {
  /** The store's own folder; held by one process at a time. */
  readonly dir: string;
  /** Told, in one line, when a database is rebuilt or could not be written. */
  readonly onWarning: (message: string) => void;
}

/**
 * All rows in memory, written behind to disk about once a second and when closing: a row that changed
 * a thousand times in between is serialised once. After a crash rows and checkpoint are those of the
 * last flush, and the projector reads the events behind them again.
 */
export class EmbeddedReadStore extends ReadStore {
  /** Flushes and removals run one after the other. */
  private disk: Promise<void> = Promise.resolve();
  private flushTimer: NodeJS.Timeout | undefined;
  private isClosing = false;

  private constructor(
    private readonly database: ProjectionDatabase,
    private readonly projections: Map<string, ProjectionRows>,
    private readonly onWarning: (message: string) => void,
  ) {
    super();
  }

  static async open({ dir, onWarning }: EmbeddedReadStoreOptions): Promise<EmbeddedReadStore> {
    const { database, projections } = await ProjectionDatabase.open(dir, onWarning);
    return new EmbeddedReadStore(database, projections, onWarning);
  }

  override async checkpoint(projection: string): Promise<Position> {
    return this.projections.get(projection)?.checkpoint ?? START;
  }

  override async get(
    projection: string,
    keys: readonly string[],
  ): Promise<readonly (JsonObject | undefined)[]> {
    const rows = this.projections.get(projection);
    return keys.map((key) => rows?.get(key));
  }

  override async range(projection: string, read: RangeRead): Promise<readonly IndexedRow[]> {
    return this.projections.get(projection)?.range(read) ?? [];
  }

  override async *keys(projection: string): AsyncIterable<readonly string[]> {
    yield* this.projections.get(projection)?.keys() ?? [];
  }

  override async commit(projection: string, commit: ProjectionCommit): Promise<boolean> {
    const rows = this.projections.get(projection) ?? new ProjectionRows();
    assertCommittable(commit.writes);
    if (rows.checkpoint !== commit.expected) return false;
    this.projections.set(projection, rows);
    rows.apply(commit);
    this.flushSoon();
    return true;
  }

  override drop(projection: string): Promise<void> {
    // Both in one step between flushes, so that no flush saves a successor that is then removed.
    return this.onDisk(() => {
      this.projections.delete(projection);
      return this.database.remove(projection);
    });
  }

  override async close(): Promise<void> {
    this.isClosing = true;
    clearTimeout(this.flushTimer);
    await this.flush();
    await this.database.close();
  }

  private flushSoon(): void {
    if (this.isClosing) return;
    this.flushTimer ??= setTimeout(() => {
      this.flushTimer = undefined;
      void this.flush();
    }, FLUSH_INTERVAL_MS).unref();
  }

  /** Never rejects: what cannot be written stays unsaved and is part of the next flush. */
  private flush(): Promise<void> {
    return this.onDisk(async () => {
      for (const [projection, rows] of this.projections) {
        const changes = rows.takeUnsaved();
        if (changes === undefined) continue;
        try {
          await this.database.save(projection, changes);
        } catch (error) {
          rows.returnUnsaved(changes);
          this.flushSoon();
          this.onWarning(`read model ${projection} could not be saved: ${String(error)}`);
        }
      }
    });
  }

  private onDisk(work: () => Promise<void>): Promise<void> {
    const done = this.disk.then(work);
    this.disk = done.catch(() => undefined);
    return done;
  }
}
