import type { Decider, DomainEvent } from '@gifting/kernel';
import type { FeedMessage } from './feed-message';

/** What a decider sees of a message that changed nothing: the reason, for people. */
export interface Note {
  readonly note: string;
}

export const note = (reason: string): Note => ({ note: reason });

/** The time at which a decision will be recorded, RFC 3339 UTC with milliseconds. */
export type Now = string;

/**
 * How a service answers the messages for one category of its streams: which command each becomes,
 * and the decider that answers it.
 */
export interface FeedTarget<Command, Event extends DomainEvent, State> {
  readonly category: string;
  readonly decider: Decider<Command, Event, State>;
  /**
   * The command that a message stands for, or a note where it asks for nothing.
   * @throws UnknownMessage for a type that is not meant for these streams
   */
  commandOf(message: FeedMessage, now: Now): Command | Note;
  /** Whether nothing more is usually asked of such a stream, so that it need not be kept at hand. */
  isFinished?(state: State): boolean;
}

/** Any target, as the machinery sees it that is the same for all. */
export interface AnyFeedTarget {
  readonly category: string;
  readonly decider: Decider<never, DomainEvent, unknown>;
  commandOf(message: FeedMessage, now: Now): unknown;
  isFinished?(state: never): boolean;
}

/** A message of a type or version that the target does not know: it is never skipped. */
export class UnknownMessage extends Error {
  override readonly name = 'UnknownMessage';
  constructor(message: FeedMessage) {
    super(
      `${message.type} of schema version ${message.schemaVersion} is not known to ${message.key}`,
    );
  }
}
