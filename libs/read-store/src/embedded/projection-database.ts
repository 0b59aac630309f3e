import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { Position } from '@gifting/kernel';
import { ClassicLevel } from 'classic-level';
import { SEPARATOR } from '../index-place';
import { ProjectionRows, type StoredRow, type UnsavedChanges } from './projection-rows';

/** What the database says of a whole projection. */
interface Head {
  readonly checkpoint: Position;
  /** XOR over the checkpoint and all rows: whatever is missing, stale or damaged shows in it. */
  readonly checksum: number;
}

const HEAD = 'head';
const ROW = 'row';
/** Rows serialised before other work gets its turn: about half a millisecond. */
const ROWS_PER_TURN = 200;

/**
 * The disk behind the rows: all projections in one LevelDB, under `head␟{projection}` and
 * `row␟{projection}␟{key}`.
 *
 * LevelDB does not verify its blocks on reads through this client, nor does it tell of a batch that
 * it skipped while recovering. So a head sums up its rows, and opening compares.
 */
export class ProjectionDatabase {
  private readonly checksums = new Map<string, Checksums>();

  private constructor(private readonly level: ClassicLevel) {}

  /**
   * Opens the database and reads all of it. Whatever is wrong with it, it is emptied, with a warning,
   * for it can be projected again. A lock alone is no damage: the folder is in use.
   * @throws when another process holds the folder, or when an emptied one cannot be opened either
   */
  static async open(dir: string, onWarning: (message: string) => void) {
    try {
      return await ProjectionDatabase.load(dir);
    } catch (error) {
      if (isLocked(error)) throw error;
      onWarning(`read models in ${dir} are rebuilt from the events: ${String(reasonOf(error))}`);
      await ClassicLevel.destroy(dir);
      return ProjectionDatabase.load(dir);
    }
  }

  private static async load(dir: string) {
    const level = new ClassicLevel(dir);
    await level.open();
    const database = new ProjectionDatabase(level);
    try {
      return { database, projections: await database.readAll() };
    } catch (error) {
      await level.close();
      throw error;
    }
  }

  /**
   * Writes rows and the checkpoint that they belong to in one synced batch: unsynced ones could be
   * skipped singly after a power loss. When it fails, the same changes must be part of the next save.
   */
  async save(projection: string, { checkpoint, rows }: UnsavedChanges): Promise<void> {
    const checksums = this.checksumsOf(projection);
    const batch = this.level.batch();
    try {
      let count = 0;
      for (const [key, stored] of rows) {
        const name = rowName(projection, key);
        const value = stored && JSON.stringify(stored);
        if (value === undefined) batch.del(name);
        else batch.put(name, value);
        checksums.set(key, value === undefined ? 0 : checksumOf(name, value));
        if (++count % ROWS_PER_TURN === 0) await nextTurn();
      }
      const name = headName(projection);
      const head: Head = { checkpoint, checksum: checksums.total ^ checksumOf(name, checkpoint) };
      batch.put(name, JSON.stringify(head));
      await batch.write({ sync: true });
    } finally {
      await batch.close();
    }
  }

  /** Head first: rows without one are what an interrupted removal left, and opening removes them. */
  async remove(projection: string): Promise<void> {
    this.checksums.delete(projection);
    await this.level.del(headName(projection), { sync: true });
    await this.level.clear(rangeOf(projection));
  }

  close(): Promise<void> {
    return this.level.close();
  }

  /** Heads sort before rows, so one pass tells which rows still belong to a projection. */
  private async readAll(): Promise<Map<string, ProjectionRows>> {
    const heads = new Map<string, Head>();
    const rows = new Map<string, Map<string, StoredRow>>();
    const headless = new Set<string>();
    for await (const [name, value] of this.level.iterator()) {
      const [kind, projection = '', key = ''] = name.split(SEPARATOR);
      if (kind === HEAD) {
        heads.set(projection, JSON.parse(value) as Head);
        rows.set(projection, new Map());
      } else if (heads.has(projection)) {
        rows.get(projection)?.set(key, JSON.parse(value) as StoredRow);
        this.checksumsOf(projection).set(key, checksumOf(name, value));
      } else {
        headless.add(projection);
      }
    }
    for (const projection of headless) await this.level.clear(rangeOf(projection));
    return new Map(
      [...heads].map(([projection, head]) => [
        projection,
        this.checked(projection, head, rows.get(projection)),
      ]),
    );
  }

  private checked(projection: string, head: Head, rows?: ReadonlyMap<string, StoredRow>) {
    const sum = checksumOf(headName(projection), head.checkpoint);
    if ((this.checksumsOf(projection).total ^ sum) !== head.checksum) {
      throw new Error(`the rows of ${projection} are not those that were written`);
    }
    return new ProjectionRows(head.checkpoint, rows);
  }

  private checksumsOf(projection: string): Checksums {
    let checksums = this.checksums.get(projection);
    if (checksums === undefined) {
      checksums = new Checksums();
      this.checksums.set(projection, checksums);
    }
    return checksums;
  }
}

/** The checksum of each row of a projection as it was last given to the disk, and their XOR. */
class Checksums {
  total = 0;
  private readonly rows = new Map<string, number>();

  /** Zero for a removed row. */
  set(key: string, checksum: number): void {
    this.total ^= (this.rows.get(key) ?? 0) ^ checksum;
    if (checksum === 0) this.rows.delete(key);
    else this.rows.set(key, checksum);
  }
}

/** The sign bit is kept as such, for small integers need no memory of their own. */
const checksumOf = (name: string, value: string): number => crc32(value, crc32(name)) | 0;

const headName = (projection: string): string => HEAD + SEPARATOR + projection;
const rowName = (projection: string, key: string): string =>
  ROW + SEPARATOR + projection + SEPARATOR + key;

/** Row keys are printable ASCII, which DEL lies behind. */
const rangeOf = (projection: string) => ({
  gte: rowName(projection, ''),
  lt: rowName(projection, '\x7f'),
});

/** LevelDB's own error; the client makes it the cause of the one that opening throws. */
const reasonOf = (error: unknown): unknown =>
  has(error, 'cause') && error.cause !== undefined ? error.cause : error;

function isLocked(error: unknown): boolean {
  const reason = reasonOf(error);
  return has(reason, 'code') && reason.code === 'LEVEL_LOCKED';
}

/** Native errors are no instances of a sandbox's own `Error`, so their members are looked at. */
function has<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}
