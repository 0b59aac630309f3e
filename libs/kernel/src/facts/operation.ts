import type { JsonObject } from '../json';
import { accountId, operationId, streamName } from '../schema/ids';
import { anyRecord, optional, text } from '../schema/vocabulary';

/** A command to a stream that exists already. */
export const OPERATION_FACTS = {
  action: text('What is to be done, in the words of the route.', { pattern: /^[a-z][a-z0-9-]*$/ }),
  operationId: operationId(),
  policy: optional(anyRecord<JsonObject>('The rules that `activate` makes the active ones.')),
  reason: text('Why, in the words of the person or program that asked.'),
  requestedBy: optional(accountId('Who asked.')),
  target: streamName('The stream that is to change.'),
};
