import type { JsonObject, Position } from '@gifting/kernel';
import type { IndexEntry } from '@gifting/read-store';

/** What a projection sees of an event. The stored event of the event store has this shape. */
export interface ProjectedEvent {
  readonly data: JsonObject;
  readonly metadata: { readonly recordedAt: string };
  readonly position: Position;
  readonly revision: number;
  readonly schemaVersion: number;
  readonly stream: string;
  readonly type: string;
}

/**
 * A read model as a pure fold: the `evolve` of a decider without its `decide`.
 * The name carries a version: a changed fold gets a new name and is rebuilt beside the old one.
 */
export interface Projection<Row extends JsonObject = JsonObject> {
  readonly name: string;
  /** The categories of the streams that it follows. */
  readonly categories: readonly string[];
  /** The keys of the rows that the event changes; none for an event that does not matter here. */
  keys(event: ProjectedEvent): readonly string[];
  /** The row after the event. Reads nothing but its arguments. */
  evolve(row: Row | undefined, event: ProjectedEvent, key: string): Row;
  /** Where the row stands in lists and boards. */
  entries(row: Row, key: string): readonly IndexEntry[];
}
