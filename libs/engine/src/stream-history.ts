import type { EventStore } from '@gifting/event-store';
import { comparePositions, type DomainEvent, type Position } from '@gifting/kernel';
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

/**
 * The revision of the stream's first event after a position, or the next one that it will have.
 * Positions rise with revisions, so halving finds it without reading what lies between.
 */
export async function revisionAfter(
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  position: Position,
): Promise<number> {
  const [last] = await store.readStream(stream, { backwards: true, limit: 1 });
  if (last === undefined) return 0;
  if (comparePositions(last.position, position) <= 0) return last.revision + 1;
  let lowest = 0;
  let highest = last.revision;
  while (lowest < highest) {
    const middle = Math.floor((lowest + highest) / 2);
    const [event] = await store.readStream(stream, { from: middle, limit: 1 });
    if (event === undefined) throw new Error(`${stream} has no event at revision ${middle}`);
    if (comparePositions(event.position, position) <= 0) lowest = middle + 1;
    else highest = middle;
  }
  return lowest;
}
