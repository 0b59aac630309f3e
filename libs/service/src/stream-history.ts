import type { EventStore, StoredEvent } from '@gifting/event-store';
import { cursorOf, type Page } from './http';

/** Events looked at in one read while a page is filled. */
const READ_AHEAD = 200;

/** A place in a stream that is read backwards: the next page begins before this revision. */
export const revisionCursor = cursorOf<{ revision: number }>({
  revision: (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
});

export interface BackwardsRead<Item> {
  /** Revision before which to begin; absent: at the end. */
  readonly before: number | undefined;
  readonly limit: number;
  /** What the list shows of an event, or nothing. */
  readonly pick: (event: StoredEvent) => Item | undefined;
}

/**
 * One page of an aggregate's own history, newest first: its stream read backwards, which is always
 * complete and needs no projection.
 */
export async function readBackwards<Item>(
  store: EventStore,
  stream: string,
  { before, limit, pick }: BackwardsRead<Item>,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let from = before === undefined ? undefined : before - 1;
  while (from === undefined || from >= 0) {
    const events = await store.readStream(stream, {
      backwards: true,
      limit: READ_AHEAD,
      ...(from === undefined ? {} : { from }),
    });
    for (const event of events) {
      const item = pick(event);
      if (item === undefined) continue;
      // One more than fits tells that there is a next page, which begins with it.
      if (items.length === limit) {
        return { items, nextCursor: revisionCursor.encode({ revision: event.revision + 1 }) };
      }
      items.push(item);
    }
    const oldest = events.at(-1);
    if (oldest === undefined) break;
    from = oldest.revision - 1;
  }
  return { items, nextCursor: null };
}
