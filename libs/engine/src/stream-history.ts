import type { EventStore } from '@gifting/event-store';
import type { DomainEvent } from '@gifting/kernel';
import { readEvents, type StreamEvent } from './stream-state';

/** Events looked at in one read while a page is filled. */
const READ_AHEAD = 200;

export interface BackwardsRead<Event extends DomainEvent, Item> {
  /** Revision before which to begin; absent: at the end. */
  readonly before: number | undefined;
  readonly limit: number;
  /** What the list shows of an event, or nothing. */
  readonly pick: (event: StreamEvent<Event>) => Item | undefined;
}

export interface BackwardsPage<Item> {
  readonly items: readonly Item[];
  /** The revision before which the next page begins; absent at the start of the stream. */
  readonly nextBefore: number | undefined;
}

/**
 * One page of an aggregate's own history, newest first: its stream read backwards, which is always
 * complete and needs no projection.
 */
export async function readBackwards<Event extends DomainEvent, Item>(
  store: EventStore,
  stream: string,
  { before, limit, pick }: BackwardsRead<Event, Item>,
): Promise<BackwardsPage<Item>> {
  const items: Item[] = [];
  let from = before === undefined ? undefined : before - 1;
  while (from === undefined || from >= 0) {
    const events = await readEvents<Event>(store, stream, {
      backwards: true,
      limit: READ_AHEAD,
      ...(from === undefined ? {} : { from }),
    });
    for (const event of events) {
      const item = pick(event);
      if (item === undefined) continue;
      // One item more than fits shows that there is a next page, which begins with it.
      if (items.length === limit) return { items, nextBefore: event.revision + 1 };
      items.push(item);
    }
    const oldest = events.at(-1);
    if (oldest === undefined) break;
    from = oldest.revision - 1;
  }
  return { items, nextBefore: undefined };
}
