import { MESSAGE_NOTED } from '@gifting/event-store';
import { type DomainEvent, isRefusal } from '@gifting/kernel';
import type { FeedMessage } from './feed-message';
import { type AnyStreamKind, type Ignored, UnknownMessage } from './stream-kind';

/**
 * The events that a message leads to: at least one, so that the watermark always moves.
 * @throws UnknownMessage, UnknownEvent or InvariantViolation, and then nothing may be skipped
 */
export function answerMessage(
  kind: AnyStreamKind,
  state: unknown,
  message: FeedMessage,
  now: string,
): readonly DomainEvent[] {
  if (message.schemaVersion !== 1) throw new UnknownMessage(message);
  const command: unknown = kind.commandOf(message, now);
  if (isIgnored(command)) return [noted(command.ignored)];
  const decision = kind.decider.decide(command as never, state);
  if (isRefusal(decision)) return [noted(decision.refused)];
  return decision.length === 0 ? [noted('nothing-to-do')] : decision;
}

const noted = (reason: string): DomainEvent => ({
  type: MESSAGE_NOTED,
  schemaVersion: 1,
  data: { reason },
});

const isIgnored = (command: unknown): command is Ignored =>
  typeof command === 'object' && command !== null && 'ignored' in command;
