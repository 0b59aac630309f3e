import { MESSAGE_NOTED } from '@gifting/event-store';
import { type DomainEvent, isRefusal } from '@gifting/kernel';
import type { FeedMessage } from './feed-message';
import { type AnyFeedTarget, type Note, UnknownMessage } from './feed-target';

/**
 * The events that a message leads to: at least one, so that the watermark always moves.
 * @throws UnknownMessage, UnknownEvent or InvariantViolation, and then nothing may be skipped
 */
export function answerMessage(
  target: AnyFeedTarget,
  state: unknown,
  message: FeedMessage,
  now: string,
): readonly DomainEvent[] {
  if (message.schemaVersion !== 1) throw new UnknownMessage(message);
  const command: unknown = target.commandOf(message, now);
  if (isNote(command)) return [noted(command.note)];
  const decision = target.decider.decide(command as never, state);
  if (isRefusal(decision)) return [noted(decision.refused)];
  return decision.length === 0 ? [noted('nothing-to-do')] : decision;
}

const noted = (reason: string): DomainEvent => ({
  type: MESSAGE_NOTED,
  schemaVersion: 1,
  data: { reason },
});

const isNote = (command: unknown): command is Note =>
  typeof command === 'object' && command !== null && 'note' in command;
