import type { StoredEvent } from '@gifting/event-store';
import type { DomainEvent, JsonObject } from '@gifting/kernel';
import type { IndexEntry } from '@gifting/read-store';

/** What a projection reads of an event: all but its id. It sees no noted message: that changes nothing. */
export type ProjectedEvent<Event extends DomainEvent = DomainEvent> = Omit<
  StoredEvent,
  'id' | keyof DomainEvent
> &
  Event;

/**
 * A read model as a pure fold: the `evolve` of a decider without its `decide`.
 * The name carries a version: a changed fold gets a new name and is rebuilt beside the old one.
 */
export interface Projection<
  Row extends JsonObject = JsonObject,
  Event extends DomainEvent = DomainEvent,
> {
  readonly name: string;
  /** The categories of the streams that it follows, which hold these events. */
  readonly categories: readonly string[];
  /** The keys of the rows that the event changes; none for an event that does not matter here. */
  keys(event: ProjectedEvent<Event>): readonly string[];
  /** The row after the event. Reads nothing but its arguments. */
  evolve(row: Row | undefined, event: ProjectedEvent<Event>, key: string): Row;
  /** The place of the row in lists and boards. */
  entries(row: Row, key: string): readonly IndexEntry[];
}
