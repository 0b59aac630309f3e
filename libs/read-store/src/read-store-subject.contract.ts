import { randomUUID } from 'node:crypto';
import type { JsonObject, Position } from '@gifting/kernel';
import type {
  IndexedRow,
  IndexEntry,
  ProjectionCommit,
  RangeRead,
  ReadStore,
  RowWrite,
} from './read-store.port';

export interface OpenedReadStore {
  readonly store: ReadStore;
  /** Closes the store and opens what it left. */
  reopen(): Promise<ReadStore>;
  /** Closes the store that was opened last. */
  close(): Promise<void>;
}

export const at = (position: number | string): Position => String(position) as Position;
export const entry = (index: string, order: string): IndexEntry => ({ index, order });
export const put = (key: string, row: JsonObject, ...entries: IndexEntry[]): RowWrite => ({
  key,
  row,
  entries,
});
export const remove = (key: string): RowWrite => ({ key, row: null, entries: [] });
export const commitOf = (
  expected: number | string,
  next: number | string,
  ...writes: RowWrite[]
): ProjectionCommit => ({ expected: at(expected), next: at(next), writes });

/** The store under test, opened anew for each test, and a projection that only this test knows. */
export class ReadStoreSubject {
  projection = '';
  private opened: OpenedReadStore | undefined;
  private current: ReadStore | undefined;

  constructor(private readonly openStore: () => Promise<OpenedReadStore>) {}

  get store(): ReadStore {
    if (this.current === undefined) throw new Error('the store is open only while a test runs');
    return this.current;
  }

  commit(...args: Parameters<typeof commitOf>): Promise<boolean> {
    return this.store.commit(this.projection, commitOf(...args));
  }

  get(...keys: string[]): Promise<readonly (JsonObject | undefined)[]> {
    return this.store.get(this.projection, keys);
  }

  checkpoint(): Promise<Position> {
    return this.store.checkpoint(this.projection);
  }

  range(read: Partial<RangeRead> = {}): Promise<readonly IndexedRow[]> {
    return this.store.range(this.projection, { index: 'board', limit: 100, ...read });
  }

  async rangeKeys(read?: Partial<RangeRead>): Promise<readonly string[]> {
    return (await this.range(read)).map(({ key }) => key);
  }

  async allKeys(): Promise<readonly string[]> {
    const keys: string[] = [];
    for await (const page of this.store.keys(this.projection)) keys.push(...page);
    return keys.sort();
  }

  drop(): Promise<void> {
    return this.store.drop(this.projection);
  }

  async open(): Promise<void> {
    this.opened = await this.openStore();
    this.current = this.opened.store;
    // Adapters on a server keep what earlier runs wrote.
    this.projection = `test-${randomUUID()}.v1`;
  }

  async reopen(): Promise<void> {
    this.current = await this.opened?.reopen();
  }

  async close(): Promise<void> {
    await this.drop();
    await this.opened?.close();
  }
}
