import { Injectable } from '@nestjs/common';
import { categoryOf, EventStore, hashOf, type StoredEvent } from '@gifting/event-store';
import type { JsonObject, Position } from '@gifting/kernel';
import type { Page } from '@gifting/http';
import type { EventsQuery } from './events-query';

/** Streams of the machinery: checkpoints of relays, and the identity of the store. */
export const HIDDEN_CATEGORIES: ReadonlySet<string> = new Set(['relay', 'store', 'note']);

const READ_AHEAD = 1_000;

/** Reads the store for auditors: every event with its hash, in the order of the store. */
@Injectable()
export class AuditedEvents {
  constructor(private readonly store: EventStore) {}

  /** The next cursor is the position of the first event that did not fit. */
  async page({ from, limit, prefix }: EventsQuery): Promise<Page<JsonObject>> {
    const items: JsonObject[] = [];
    const dash = prefix.indexOf('-');
    const categories = dash < 0 ? {} : { categories: [prefix.slice(0, dash)] };
    for (let next: Position | undefined = from; next !== undefined;) {
      const { events } = await this.store.readAll({ from: next, limit: READ_AHEAD, ...categories });
      for (const event of events) {
        if (!event.stream.startsWith(prefix) || isHidden(event)) continue;
        if (items.length === limit) return { items, nextCursor: event.position };
        items.push(auditView(event));
      }
      next = events.length < READ_AHEAD ? undefined : behind(events.at(-1));
    }
    return { items, nextCursor: null };
  }

  /** A stream from a revision on; the next cursor is the first revision that did not fit. */
  async stream(stream: string, from: number, limit: number): Promise<Page<JsonObject>> {
    if (HIDDEN_CATEGORIES.has(categoryOf(stream))) return { items: [], nextCursor: null };
    const events = await this.store.readStream(stream, { from, limit: limit + 1 });
    const more = events.length > limit ? events[limit] : undefined;
    return {
      items: events.slice(0, limit).map(auditView),
      nextCursor: more === undefined ? null : String(more.revision),
    };
  }
}

const isHidden = ({ stream }: StoredEvent): boolean => HIDDEN_CATEGORIES.has(categoryOf(stream));

/** Positions are integers in order, so the next possible one is one more. */
const behind = (event: StoredEvent | undefined): Position | undefined =>
  event === undefined ? undefined : (String(BigInt(event.position) + 1n) as Position);

/** An event as auditors see it; the hash is computed from what is shown, not taken over. */
export const auditView = (event: StoredEvent): JsonObject => ({
  position: event.position,
  stream: event.stream,
  revision: event.revision,
  eventId: event.id,
  type: event.type,
  schemaVersion: event.schemaVersion,
  recordedAt: event.metadata.recordedAt,
  data: event.data,
  metadata: event.metadata,
  hash: hashOf(event),
});
