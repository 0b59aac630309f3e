import { canonicalJson, comparePositions, type JsonObject, type Position } from '@gifting/kernel';
import { foldEvents } from './fold-events';
import type { Projection } from './projection';
import { Follower } from './follower';
import { Progress } from './progress';
import type { ProjectedBatch, ProjectionSource } from './projector';
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
  const rebuilt = new Progress();
  if (rebuilt.includes(upTo)) return name;
  let end: { resolve(): void; reject(error: unknown): void } | undefined;
  const isDone = new Promise<void>((resolve, reject) => (end = { resolve, reject }));
  const follower = new Follower<ProjectedBatch>({
    streams: source,
    categories: projection.categories,
    after: () => rebuilt.position,
    onBatch: async ({ events, scannedTo }) => {
      const wanted = events.filter(({ position }) => comparePositions(position, upTo) <= 0);
      const writes = await foldEvents(store, name, projection, wanted);
      const next = comparePositions(scannedTo, upTo) < 0 ? scannedTo : upTo;
      if (!(await store.commit(name, { expected: rebuilt.position, next, writes }))) {
        throw new Error(`${name} is being written by somebody else`);
      }
      rebuilt.moveTo(next);
      if (rebuilt.includes(upTo)) end?.resolve();
    },
    onTrouble: (error) => end?.reject(error),
  });
  follower.start();
  try {
    await isDone;
    return name;
  } finally {
    await follower.stop();
  }
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
