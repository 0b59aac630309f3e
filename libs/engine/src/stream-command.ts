import type { Actor, EventSource } from '@gifting/event-store';
import type { DomainEvent, Refusal } from '@gifting/kernel';
import type { FeedMessage } from './feed-message';
import { type AnyStreamKind, type Ignored, type StreamKind, UnknownMessage } from './stream-kind';
import type { StreamState } from './stream-state';

/** Something that one stream is asked to decide on, whoever asks. */
export interface StreamCommand<Command, Event extends DomainEvent, State> {
  readonly kind: StreamKind<Command, Event, State>;
  readonly stream: string;
  readonly asked: Asked;
  /**
   * Decides on this state, and on no other: where the stream has moved on, nothing is written. Absent:
   * on whatever the stream holds.
   */
  readonly on?: StreamState<State>;
  /** The command for a decision that is recorded at the given time, RFC 3339 UTC. */
  command(now: string): Command | Ignored;
}

/** What the events of a decision record about the one who asked. */
export interface Asked {
  readonly actor?: Actor;
  /** The operation that is answered; the last event names it, since it ends after all its effects. */
  readonly operationId?: string;
  readonly requestHash?: string;
  /**
   * The message that asks. It always leaves an event, so that the watermark moves, and leads to none
   * where the watermark says that it came before.
   */
  readonly source?: EventSource;
  readonly traceId?: string;
  /** When the cause was recorded: no answer is recorded before it. */
  readonly causedAt?: string;
}

/** A command to a stream of any kind, as the machinery sees it. */
export interface AnyStreamCommand {
  readonly kind: AnyStreamKind;
  readonly stream: string;
  readonly asked: Asked;
  readonly on?: StreamState<unknown>;
  command(now: string): unknown;
}

/** A message as a command to its target stream. */
export const commandOf = (kind: AnyStreamKind, message: FeedMessage): AnyStreamCommand => ({
  kind,
  stream: message.key,
  asked: askedBy(message),
  command: (now) => {
    if (message.schemaVersion !== 1) throw new UnknownMessage(message);
    return kind.commandOf(message, now);
  },
});

/** What answers an operation names it, so that outgoing.ts can send the answer back. */
function askedBy(message: FeedMessage): Asked {
  const { recordedAt: causedAt, source, traceId } = message;
  const asked = { causedAt, source, ...(traceId === undefined ? {} : { traceId }) };
  return message.type === 'OperationRequested'
    ? { ...asked, operationId: message.data.operationId }
    : asked;
}

/** What became of a command, with the stream after it. */
export type Outcome<State> =
  | { readonly outcome: 'appended'; readonly after: StreamState<State> }
  /** There was nothing to do, or the message was answered before. */
  | { readonly outcome: 'unchanged'; readonly after: StreamState<State> }
  | {
      readonly outcome: 'refused';
      readonly after: StreamState<State>;
      readonly refusal: Refusal;
    }
  /** The stream is not where the command expects it. */
  | { readonly outcome: 'moved-on' }
  /** The rules threw, or did so for an earlier command of the stream: nothing may be skipped. */
  | { readonly outcome: 'failed'; readonly error: unknown };

/** The stream after a command. @throws what the rules threw; Error where the stream has moved on */
export function streamAfter<State>(outcome: Outcome<State> | undefined): StreamState<State> {
  if (outcome === undefined) throw new Error('a command has no outcome');
  if (outcome.outcome === 'failed') throw outcome.error;
  if (outcome.outcome === 'moved-on') throw new Error('the stream has moved on');
  return outcome.after;
}
