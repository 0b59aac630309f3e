import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';

/**
 * Keeps a second process, or a second store in this one, out of a folder.
 *
 * The lock is that of an otherwise empty LevelDB: the kernel holds it, so it ends with the process,
 * however that ends. A file beside it says who holds it, for people only.
 */
export class StoreLock {
  readonly #db: ClassicLevel;

  private constructor(db: ClassicLevel) {
    this.#db = db;
  }

  /**
   * @throws StoreLocked when somebody else holds it
   */
  static async take(folder: string): Promise<StoreLock> {
    await mkdir(folder, { recursive: true });
    const holderFile = join(folder, 'holder');
    const db = new ClassicLevel(folder);
    try {
      await db.open();
    } catch (error) {
      if (!isLocked(error)) throw error;
      const holder = await readFile(holderFile, 'utf8').catch(() => 'another process');
      throw new StoreLocked(`${folder} is held by ${holder.trim()}`);
    }
    const startedAt = new Date(Date.now() - process.uptime() * 1_000).toISOString();
    await writeFile(holderFile, `process ${process.pid}, started at ${startedAt}\n`);
    return new StoreLock(db);
  }

  async release(): Promise<void> {
    await this.#db.close();
  }
}

/** Another process has the store open; the message is one line that names it. */
export class StoreLocked extends Error {
  override readonly name = 'StoreLocked';
}

function isLocked(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'LEVEL_LOCKED'
  );
}
