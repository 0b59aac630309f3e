import type { JsonObject, Position } from '@gifting/kernel';

/**
 * A row's place in an ordered index, for lists and ranked boards.
 * Row keys, index names and orders are printable ASCII, so that every adapter orders them alike.
 */
export interface IndexEntry {
  readonly index: string;
  /** Rows of an index are ordered by this text, byte by byte, then by row key. */
  readonly order: string;
}

/** The whole new content of a row; `null` removes it. Values are absolute, never increments. */
export interface RowWrite {
  readonly key: string;
  /** Members that are undefined count as absent. */
  readonly row: JsonObject | null;
  /** Replaces all earlier entries of this row; at most one per index. */
  readonly entries: readonly IndexEntry[];
}

/** What an adapter must take in one commit; the bound is Redis', which serves nobody else meanwhile. */
export const MAX_WRITES = 100_000;

export interface ProjectionCommit {
  /** The checkpoint that the rows were computed from. */
  readonly expected: Position;
  readonly next: Position;
  /** At most `MAX_WRITES`. */
  readonly writes: readonly RowWrite[];
}

export interface RangeRead {
  readonly index: string;
  /** Entries strictly behind this place in reading direction. */
  readonly after?: { readonly order: string; readonly key: string };
  readonly backwards?: boolean;
  readonly limit: number;
}

export interface IndexedRow {
  readonly order: string;
  readonly key: string;
  readonly row: JsonObject;
}

/**
 * Rows and ordered indexes of projections, which can always be thrown away and rebuilt.
 * The abstract class is the injection token; every adapter passes `describeReadStore`.
 */
export abstract class ReadStore {
  /** The position up to which the projection's rows include everything; `START` for a new one. */
  abstract checkpoint(projection: string): Promise<Position>;

  /** Rows by key, in the order asked for; `undefined` for a row that is not there. Frozen. */
  abstract get(
    projection: string,
    keys: readonly string[],
  ): Promise<readonly (JsonObject | undefined)[]>;

  /** One page of an ordered index. */
  abstract range(projection: string, read: RangeRead): Promise<readonly IndexedRow[]>;

  /** The keys of all rows, page by page, in no order and each at least once: for comparing rows. */
  abstract keys(projection: string): AsyncIterable<readonly string[]>;

  /**
   * Changes rows, indexes and checkpoint in one atomic write; writes of one key apply in order.
   * Answers false and changes nothing when the stored checkpoint is not the expected one.
   * The rows now belong to the store: it may freeze and share them.
   * @throws RangeError and changes nothing, for too many writes, for a key or an entry that is not
   * printable ASCII, and for two entries of one row in one index
   */
  abstract commit(projection: string, commit: ProjectionCommit): Promise<boolean>;

  /** Forgets rows, indexes and checkpoint of a projection. */
  abstract drop(projection: string): Promise<void>;

  abstract close(): Promise<void>;
}
