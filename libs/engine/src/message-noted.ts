import { type EventOf, eventType, text } from '@gifting/kernel/schema';

export const MessageNoted = eventType(
  'MessageNoted',
  1,
  'A message was handled and changes nothing. No decider sees this event.',
  { reason: text('Why it changes nothing: a refusal code, or a sentence.') },
);
export type MessageNoted = EventOf<typeof MessageNoted>;

export const MESSAGE_NOTED = MessageNoted.type;
