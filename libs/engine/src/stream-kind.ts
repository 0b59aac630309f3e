import type { Decider, DomainEvent } from '@gifting/kernel';
import type { FeedMessage } from './feed-message';

/** A message that asks for nothing here. It is recorded with the reason, for people. */
export interface Ignored {
  readonly ignored: string;
}

export const ignore = (reason: string): Ignored => ({ ignored: reason });

export const isIgnored = (command: unknown): command is Ignored =>
  typeof command === 'object' && command !== null && 'ignored' in command;

/**
 * One kind of streams that a service writes: their category, the rules that decide on them, and the
 * command that each message from another service becomes. Events are added by these rules alone,
 * whoever asks: an HTTP call, a message, a process or an operator.
 */
export interface StreamKind<Command, Event extends DomainEvent, State> {
  /** The text before the first dash of a stream's name. */
  readonly category: string;
  readonly decider: Decider<Command, Event, State>;
  /**
   * The command that a message stands for.
   * @param now when the decision will be recorded, RFC 3339 UTC with milliseconds
   * @throws UnknownMessage for a type that is not meant for these streams
   */
  commandOf(message: FeedMessage, now: string): Command | Ignored;
  /** Whether nothing more is usually asked of such a stream, so that it need not be kept in memory. */
  isFinished?(state: State): boolean;
}

/** Any kind, as the machinery sees it that is the same for all. */
export interface AnyStreamKind {
  readonly category: string;
  readonly decider: Decider<never, DomainEvent, unknown>;
  commandOf(message: FeedMessage, now: string): unknown;
  isFinished?(state: never): boolean;
}

/** A message of a type or version that the streams do not know: it is never skipped. */
export class UnknownMessage extends Error {
  override readonly name = 'UnknownMessage';
  constructor({ key, schemaVersion, type }: Pick<FeedMessage, 'key' | 'schemaVersion' | 'type'>) {
    super(`${type} of schema version ${schemaVersion} is not known to ${key}`);
  }
}
