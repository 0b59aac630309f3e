import { operationId, streamName } from '../schema/ids';
import { text } from '../schema/vocabulary';

/** A command to a stream that exists already. */
export const OPERATION_FACTS = {
  action: text('What is to be done, in the words of the route.', { pattern: /^[a-z][a-z0-9-]*$/ }),
  operationId: operationId(),
  reason: text('Why, in the words of the person or program that asked.'),
  target: streamName('The stream that is to change.'),
};
