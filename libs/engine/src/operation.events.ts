import { OPERATION_FACTS } from '@gifting/kernel/facts';
import { type EventOf, eventType, operationId, refusalCode } from '@gifting/kernel/schema';

export const OperationRequested = eventType(
  'OperationRequested',
  1,
  'A command to a stream that exists already, in a stream of its own.',
  OPERATION_FACTS,
);
export type OperationRequested = EventOf<typeof OperationRequested>;

export const OperationDone = eventType('OperationDone', 1, 'The target has changed.', {
  operationId: operationId(),
});
export type OperationDone = EventOf<typeof OperationDone>;

export const OperationRefused = eventType('OperationRefused', 1, 'The target has not changed.', {
  code: refusalCode(),
  operationId: operationId(),
});
export type OperationRefused = EventOf<typeof OperationRefused>;

export type OperationEvent = OperationRequested | OperationDone | OperationRefused;
