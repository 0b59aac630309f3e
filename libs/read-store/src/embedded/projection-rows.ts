import { freezeDeeply } from '@gifting/event-store';
import { type JsonObject, type Position, START } from '@gifting/kernel';
import BTree, { simpleComparator } from 'sorted-btree';
import { placeOf } from '../index-place';
import type { IndexedRow, IndexEntry, ProjectionCommit, RangeRead } from '../read-store.port';

/** A row with its places. Replaced as a whole and never changed, so who holds it holds a snapshot. */
export interface StoredRow {
  readonly entries: readonly IndexEntry[];
  readonly row: JsonObject;
}

/** What changed since the last flush: the newest state of each row, and the checkpoint they belong to. */
export interface UnsavedChanges {
  readonly checkpoint: Position;
  /** `undefined` for a removed row. */
  readonly rows: ReadonlyMap<string, StoredRow | undefined>;
}

const PAGE_KEYS = 1_000;
const NO_ENTRIES: readonly IndexEntry[] = [];

/** Rows, ordered indexes and checkpoint of one projection in memory. */
export class ProjectionRows {
  private readonly rows = new Map<string, StoredRow>();
  /** Place → row key. */
  private readonly indexes = new Map<string, BTree<string, string>>();
  private unsaved = new Map<string, StoredRow | undefined>();
  private isSaved = true;

  constructor(
    private current: Position = START,
    stored: ReadonlyMap<string, StoredRow> = new Map(),
  ) {
    for (const [key, row] of stored) this.replace(key, row);
  }

  get checkpoint(): Position {
    return this.current;
  }

  get(key: string): JsonObject | undefined {
    return this.rows.get(key)?.row;
  }

  *keys(): Iterable<readonly string[]> {
    const keys = [...this.rows.keys()];
    for (let from = 0; from < keys.length; from += PAGE_KEYS) {
      yield keys.slice(from, from + PAGE_KEYS);
    }
  }

  range({ index, after, backwards, limit }: RangeRead): readonly IndexedRow[] {
    const page: IndexedRow[] = [];
    const tree = this.indexes.get(index);
    if (tree === undefined) return page;
    const from = after && placeOf(after.order, after.key);
    for (const [place, key] of backwards ? tree.entriesReversed(from) : tree.entries(from)) {
      if (page.length >= limit) break;
      const row = this.get(key);
      if (place === from || row === undefined) continue;
      page.push({ order: place.slice(0, -key.length - 1), key, row });
    }
    return page;
  }

  apply({ next, writes }: Omit<ProjectionCommit, 'expected'>): void {
    for (const { key, row, entries } of writes) {
      const stored = row === null ? undefined : { entries, row };
      this.replace(key, stored);
      this.unsaved.set(key, stored);
    }
    this.current = next;
    this.isSaved = false;
  }

  /** Hands over all changes as a consistent snapshot; `undefined` when there are none. */
  takeUnsaved(): UnsavedChanges | undefined {
    if (this.isSaved) return undefined;
    const changes = { checkpoint: this.current, rows: this.unsaved };
    this.unsaved = new Map();
    this.isSaved = true;
    return changes;
  }

  /** Takes back changes that could not be saved. What was written since is newer and stays. */
  returnUnsaved(changes: UnsavedChanges): void {
    this.unsaved = new Map([...changes.rows, ...this.unsaved]);
    this.isSaved = false;
  }

  private replace(key: string, stored: StoredRow | undefined): void {
    const before = this.rows.get(key)?.entries ?? NO_ENTRIES;
    const after = stored?.entries ?? NO_ENTRIES;
    for (const entry of before) {
      if (!includes(after, entry)) this.indexes.get(entry.index)?.delete(placeOf(entry.order, key));
    }
    for (const entry of after) {
      if (!includes(before, entry)) this.index(entry.index).set(placeOf(entry.order, key), key);
    }
    if (stored === undefined) {
      this.rows.delete(key);
    } else {
      freezeDeeply(stored.row);
      this.rows.set(key, stored);
    }
  }

  private index(name: string): BTree<string, string> {
    let tree = this.indexes.get(name);
    if (tree === undefined) {
      tree = new BTree<string, string>(undefined, simpleComparator);
      this.indexes.set(name, tree);
    }
    return tree;
  }
}

const includes = (entries: readonly IndexEntry[], { index, order }: IndexEntry): boolean =>
  entries.some((other) => other.index === index && other.order === order);
