import { ClassicLevel } from 'classic-level';
import { NoteStore } from '../note-store.port';
import { inGroups } from './in-groups';

export interface EmbeddedNoteStoreOptions {
  /** The store's own folder; held by one process at a time. */
  readonly dir: string;
}

type NoteWrite =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** Notes in a LevelDB. All writes that come while one is synced share the next synced batch. */
export class EmbeddedNoteStore extends NoteStore {
  private readonly write = inGroups<NoteWrite>((writes) =>
    this.level.batch([...writes], { sync: true }),
  );
  private readonly compact = inGroups<string>(async (ids) => {
    const sorted = [...ids].sort();
    await this.level.compactRange(sorted[0] ?? '', sorted.at(-1) ?? '');
  });

  private constructor(private readonly level: ClassicLevel) {
    super();
  }

  /** @throws when another process holds the folder or the database is damaged, for notes have no copy */
  static async open({ dir }: EmbeddedNoteStoreOptions): Promise<EmbeddedNoteStore> {
    const level = new ClassicLevel(dir);
    await level.open();
    return new EmbeddedNoteStore(level);
  }

  override put(id: string, text: string): Promise<void> {
    return this.write({ type: 'put', key: id, value: text });
  }

  override get(ids: readonly string[]): Promise<readonly (string | undefined)[]> {
    return this.level.getMany([...ids]);
  }

  /**
   * Resolves when the bytes are gone from the files, too. LevelDB drops them when it merges the
   * deletion with an older file. A text so young that it was still in memory gets into one file with
   * its deletion, and only a second deletion merges that file.
   */
  override async erase(id: string): Promise<void> {
    for (let round = 1; round <= 2; round++) {
      await this.write({ type: 'del', key: id });
      await this.compact(id);
    }
  }

  override close(): Promise<void> {
    return this.level.close();
  }
}
