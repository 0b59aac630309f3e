import type { CloudEvent } from '@gifting/bus';
import type { FeedMessages, FeedMessageType } from '@gifting/contracts';
import { isPosition, type JsonObject } from '@gifting/kernel';
import type { EventSource, StoredEvent } from '@gifting/event-store';

/** What every message of a feed carries. Its source is what the watermark is compared with. */
interface Envelope {
  readonly schemaVersion: number;
  /** The name of the target stream. */
  readonly key: string;
  readonly source: EventSource;
  /** When the event behind the message was recorded; no answer is recorded before it. */
  readonly recordedAt: string;
  readonly traceId: string | undefined;
}

/** A message of a feed, as a consumer sees it: the type says what its data is. */
export type FeedMessage = {
  readonly [Type in FeedMessageType]: Envelope & {
    readonly type: Type;
    readonly data: FeedMessages[Type];
  };
}[FeedMessageType];

/** Raised for a CloudEvent that lacks what every message of a feed carries. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

const SOURCE_PREFIX = '/gifting/';
const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The CloudEvent that carries an event of a producer's stream, with the data that outgoing.ts chose. */
export function toCloudEvent(
  event: StoredEvent,
  producer: string,
  store: string,
  data: JsonObject,
  type: string = event.type,
): CloudEvent {
  const { traceId } = event.metadata;
  return {
    id: event.id,
    source: SOURCE_PREFIX + producer,
    type,
    time: event.metadata.recordedAt,
    data,
    extensions: {
      position: event.position,
      revision: String(event.revision),
      schemaversion: String(event.schemaVersion),
      store,
      stream: event.stream,
      ...(traceId === undefined ? {} : { traceparent: traceparentOf(traceId, event.id) }),
    },
  };
}

/** @throws UnreadableMessage */
export function fromCloudEvent(key: string | undefined, event: CloudEvent): FeedMessage {
  const { position, schemaversion, store, traceparent } = event.extensions;
  if (key === undefined || key === '') throw new UnreadableMessage('the message has no key');
  if (!event.source.startsWith(SOURCE_PREFIX)) {
    throw new UnreadableMessage(`source ${event.source} is none of our services`);
  }
  if (!isPosition(position)) throw new UnreadableMessage('ce_position is no position');
  if (store === undefined) throw new UnreadableMessage('ce_store is missing');
  if (event.time === undefined) throw new UnreadableMessage('ce_time is missing');
  const schemaVersion = Number(schemaversion);
  if (!Number.isSafeInteger(schemaVersion) || schemaVersion < 1) {
    throw new UnreadableMessage('ce_schemaversion is no version');
  }
  // The producer's release wrote the data in the shape of its type; a consumer refuses other types.
  return {
    type: event.type,
    schemaVersion,
    data: event.data,
    key,
    source: { position, producer: event.source.slice(SOURCE_PREFIX.length), store },
    recordedAt: event.time,
    traceId: traceparent === undefined ? undefined : traceIdOf(traceparent),
  } as FeedMessage;
}

/** The parent of whatever the message leads to is the event that it carries: the start of its UUID. */
const traceparentOf = (traceId: string, eventId: string): string =>
  `00-${traceId}-${eventId.slice(0, 8)}${eventId.slice(9, 13)}${eventId.slice(14, 18)}-01`;

const traceIdOf = (traceparent: string): string | undefined =>
  TRACEPARENT.test(traceparent) ? traceparent.slice(3, 35) : undefined;
