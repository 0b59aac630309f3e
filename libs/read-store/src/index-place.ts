import { MAX_WRITES, type RowWrite } from './read-store.port';

/**
 * ASCII's unit separator. It sorts before every printable character, so that a place made of parts
 * compares like its parts: `"a"` stays before `"ab"`, and equal orders are told apart by key.
 */
export const SEPARATOR = '\x1f';

const PRINTABLE = /^[\x20-\x7e]*$/;

/** Where a row stands in an index, as one text that orders byte by byte. */
export const placeOf = (order: string, key: string): string => order + SEPARATOR + key;

/** @throws RangeError for writes that one adapter could take and another could not, or otherwise */
export function assertCommittable(writes: readonly RowWrite[]): void {
  if (writes.length > MAX_WRITES) throw new RangeError(`${writes.length} writes are too many`);
  for (const { key, entries } of writes) {
    assertPrintable(key, key);
    for (const [i, { index, order }] of entries.entries()) {
      assertPrintable(index, key);
      assertPrintable(order, key);
      if (entries.findIndex((other) => other.index === index) !== i) {
        throw new RangeError(`row ${key} has two entries in index ${index}`);
      }
    }
  }
}

function assertPrintable(text: string, key: string): void {
  if (!PRINTABLE.test(text)) {
    throw new RangeError(`${JSON.stringify(text)} of row ${key} is not printable ASCII`);
  }
}
