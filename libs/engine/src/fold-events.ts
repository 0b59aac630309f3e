import type { JsonObject } from '@gifting/kernel';
import type { ProjectedEvent, Projection } from './projection';
import type { ReadStore, RowWrite } from '@gifting/read-store';
import { MESSAGE_NOTED } from './message-noted';

/**
 * The rows that a batch of events leads to: reads the rows it needs in one call, then folds in order,
 * so that later events see the rows of earlier ones. Rows that stay the same are left out.
 * @param name where the rows stand; the projection's own name, unless it is built beside it
 */
export async function foldEvents(
  store: ReadStore,
  name: string,
  projection: Projection,
  events: readonly ProjectedEvent[],
): Promise<readonly RowWrite[]> {
  const changes = events.filter(({ type }) => type !== MESSAGE_NOTED);
  const touches = changes.map((event) => ({ event, keys: distinct(projection.keys(event)) }));
  const keys = distinct(touches.flatMap((touch) => touch.keys));
  if (keys.length === 0) return [];

  const stored = await store.get(name, keys);
  const before = new Map(keys.map((key, i) => [key, stored[i]]));
  const after = new Map<string, JsonObject>();
  for (const touch of touches) {
    for (const key of touch.keys) {
      after.set(key, projection.evolve(after.get(key) ?? before.get(key), touch.event, key));
    }
  }

  const writes: RowWrite[] = [];
  for (const [key, row] of after) {
    if (row !== before.get(key)) writes.push({ key, row, entries: projection.entries(row, key) });
  }
  return writes;
}

/** An event that names a row twice, as sender and as recipient perhaps, changes it once. */
const distinct = (keys: readonly string[]): readonly string[] =>
  keys.length < 2 ? keys : [...new Set(keys)];
