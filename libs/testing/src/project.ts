import type { DomainEvent, JsonObject, Position } from '@gifting/kernel';
import type { ProjectedEvent, Projection } from '@gifting/engine';

/** An event as a projection sees it, at a place that the spec chooses. */
export const projected = (
  event: DomainEvent,
  place: { readonly stream: string; readonly position: number; readonly recordedAt: string },
): ProjectedEvent => ({
  data: event.data,
  metadata: { recordedAt: place.recordedAt },
  position: String(place.position) as Position,
  revision: 0,
  schemaVersion: event.schemaVersion,
  stream: place.stream,
  type: event.type,
});

/** The rows of a projection after some events, with its ordered indexes: no store, only the fold. */
export function project<Row extends JsonObject>(
  projection: Projection<Row>,
  events: readonly ProjectedEvent[],
) {
  const rows = new Map<string, Row>();
  for (const event of events) {
    for (const key of projection.keys(event)) {
      rows.set(key, projection.evolve(rows.get(key), event, key));
    }
  }
  return {
    rows,

    row: (key: string): Row | undefined => rows.get(key),

    /** The rows of an index, first to last, byte by byte as a read store orders them. */
    list(index: string): readonly Row[] {
      const places = [...rows].flatMap(([key, row]) =>
        projection
          .entries(row, key)
          .filter((entry) => entry.index === index)
          .map(({ order }) => ({ place: `${order}\x1f${key}`, row })),
      );
      return places.sort((a, b) => (a.place < b.place ? -1 : 1)).map(({ row }) => row);
    },
  };
}
