import { randomUUID } from 'node:crypto';
import { type EventStore, NO_STREAM, sealEvents } from '@gifting/event-store';
import { type Position, START } from '@gifting/kernel';

/** The stream that names the history in which positions lie. */
const IDENTITY_STREAM = 'store';

/**
 * The name of the store's history, `{id}.{epoch}`: positions compare inside one history only. The
 * first process that opens an empty store gives it its id.
 * @param recordedAt the time for a store that is opened for the first time
 */
export async function nameOfStore(store: EventStore, recordedAt: string): Promise<string> {
  for (;;) {
    const [opened] = await store.readStream(IDENTITY_STREAM, { backwards: true, limit: 1 });
    if (opened !== undefined) {
      const { epoch, id } = opened.data as { epoch: number; id: string };
      return `${id}.${epoch}`;
    }
    const event = {
      type: 'StoreOpened',
      schemaVersion: 1,
      data: { epoch: 1, id: randomUUID(), previousEnd: START },
    };
    // When another process was faster, its identity is read in the next turn.
    await store.append([
      sealEvents(IDENTITY_STREAM, NO_STREAM, [{ event, metadata: { recordedAt } }]),
    ]);
  }
}

/** When the newest event was recorded, so that a clock never starts before it. */
export async function lastRecordedAtMs(store: EventStore): Promise<number> {
  const head: Position = await store.head();
  if (head === START) return 0;
  const { events } = await store.readAll({ from: head, limit: 1 });
  const [last] = events;
  return last === undefined ? 0 : Date.parse(last.metadata.recordedAt);
}
