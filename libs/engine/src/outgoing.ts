import {
  feedOf,
  type FeedMessages,
  type FeedMessageType,
  PUBLIC_TOPICS,
  type PublicEvents,
  type ServiceName,
} from '@gifting/contracts';
import type { DomainEvent, JsonObject } from '@gifting/kernel';
import type { StreamEvent } from './stream-state';

/** One message that an event leads to. The relay adds position, store and trace. */
export interface Publication {
  readonly topic: string;
  readonly key: string;
  readonly type: string;
  readonly data: JsonObject;
}

/**
 * What the world sees of a service's events, as its outgoing.ts says: at most one message for each
 * event, feed and key.
 * @param isHeard whether anybody can read a public topic, so that its shape need not be built
 */
export type Outgoing<Event extends DomainEvent> = (
  event: StreamEvent<Event>,
  isHeard: (topic: string) => boolean,
) => readonly Publication[];

/** That of any service; it is only ever given events of the streams that this service writes. */
export type AnyOutgoing = (
  event: never,
  isHeard: (topic: string) => boolean,
) => readonly Publication[];

/** A message to a service's feed; the key is the name of the stream that it is meant for. */
export const toFeed = <Type extends FeedMessageType>(
  service: ServiceName,
  targetStream: string,
  type: Type,
  data: FeedMessages[Type],
): Publication => ({ topic: feedOf(service), key: targetStream, type, data });

/** A message to other programs, of the version that the topic names. */
export const toPublic = <Topic extends keyof PublicEvents>(
  topic: Topic,
  key: string,
  data: PublicEvents[Topic],
): Publication => ({
  topic: PUBLIC_TOPICS[topic],
  key,
  type: PUBLIC_TOPICS[topic],
  data,
});
