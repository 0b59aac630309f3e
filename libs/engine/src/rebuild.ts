import {
  canonicalJson,
  comparePositions,
  type JsonObject,
  type Position,
  START,
} from '@gifting/kernel';
import { foldEvents } from './fold-events';
import type { Projection } from './projection';
import type { ProjectionSource } from './projector';
import type { ReadStore } from '@gifting/read-store';

/**
 * Folds all events up to a position into fresh rows beside those that are served.
 * @returns the name under which the rows stand, until they are dropped
 */
export async function rebuildProjection(
  store: ReadStore,
  projection: Projection,
  source: ProjectionSource,
  upTo: Position,
): Promise<string> {
  const name = `${projection.name}.rebuilt`;
  await store.drop(name);
  const done = new AbortController();
  const { categories } = projection;
  let checkpoint = START;
  const isDone = () => comparePositions(checkpoint, upTo) >= 0;
  if (isDone()) return name;
  try {
    const batches = source.follow({ after: START, categories, signal: done.signal });
    for await (const { events, scannedTo } of batches) {
      const wanted = events.filter(({ position }) => comparePositions(position, upTo) <= 0);
      const writes = await foldEvents(store, name, projection, wanted);
      const next = comparePositions(scannedTo, upTo) < 0 ? scannedTo : upTo;
      if (!(await store.commit(name, { expected: checkpoint, next, writes }))) {
        throw new Error(`${name} is being written by somebody else`);
      }
      checkpoint = next;
      if (isDone()) return name;
    }
  } finally {
    done.abort();
  }
  throw new Error(`the events of ${projection.name} ended at ${checkpoint}, before ${upTo}`);
}

/**
 * The keys of all rows that differ between two projections, sorted; none when both are the same.
 * @throws when the two do not stand at one checkpoint, or moved while they were compared
 */
export async function compareProjection(
  store: ReadStore,
  served: string,
  rebuilt: string,
): Promise<readonly string[]> {
  const checkpoint = await commonCheckpoint(store, served, rebuilt);
  const differing = new Set<string>();
  for (const name of [served, rebuilt]) {
    for await (const keys of store.keys(name)) {
      const ofServed = await store.get(served, keys);
      const ofRebuilt = await store.get(rebuilt, keys);
      keys.forEach((key, i) => {
        if (printed(ofServed[i]) !== printed(ofRebuilt[i])) differing.add(key);
      });
    }
  }
  if ((await commonCheckpoint(store, served, rebuilt)) !== checkpoint) {
    throw new Error(`${served} moved while it was compared`);
  }
  return [...differing].sort();
}

const printed = (row: JsonObject | undefined): string =>
  row === undefined ? 'no row' : canonicalJson(row);

async function commonCheckpoint(store: ReadStore, a: string, b: string): Promise<Position> {
  const ofA = await store.checkpoint(a);
  const ofB = await store.checkpoint(b);
  if (ofA !== ofB) throw new Error(`${a} is at ${ofA}, ${b} at ${ofB}: they cannot be compared`);
  return ofA;
}
