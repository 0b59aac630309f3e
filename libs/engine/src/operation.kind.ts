import { feedMessages, type ServiceName } from '@gifting/contracts';
import type { StoredEvent } from '@gifting/event-store';
import type { RefusalCode } from '@gifting/kernel';
import { MESSAGE_NOTED } from './message-noted';
import { type OperationCommand, operationDecider, type OperationState } from './operation.decider';
import type { OperationEvent, OperationRequested } from './operation.events';
import { type AnyOutgoing, type Publication, toFeed } from './outgoing';
import { type StreamKind, UnknownMessage } from './stream-kind';

/** `operation-{service}.{operationId}`: the answer of its target closes an operation. */
export const operationKind: StreamKind<OperationCommand, OperationEvent, OperationState> = {
  category: 'operation',
  decider: operationDecider,
  commandOf(message) {
    if (message.type !== 'OperationAnswered') throw new UnknownMessage(message);
    return { kind: 'close', code: message.data.code };
  },
};

/** The stream of an operation. Every service has operations, and all of them are in one category. */
export const operationStream = (service: ServiceName, operationId: string): string =>
  `operation-${service}.${operationId}`;

/**
 * What a service sends, with its operations: each goes to its target, and the event that answers it
 * there goes back. Both travel in the service's own feed, after whatever came before them.
 */
export function withOperations(service: ServiceName, outgoing: AnyOutgoing): AnyOutgoing {
  const own = operationStream(service, '');
  return (event: StoredEvent, isHeard) => {
    if (event.stream.startsWith(`${operationKind.category}-`)) {
      return event.type === 'OperationRequested' && event.stream.startsWith(own)
        ? [toTarget(service, event.data as OperationRequested['data'])]
        : [];
    }
    const publications = outgoing(event as never, isHeard);
    const { operationId } = event.metadata;
    return operationId === undefined
      ? publications
      : [...publications, answer(service, event, operationId)];
  };
}

function toTarget(service: ServiceName, operation: OperationRequested['data']): Publication {
  const data = feedMessages.OperationRequested.of(operation);
  return toFeed(service, operation.target, 'OperationRequested', data);
}

/** A note is the refusal of an operation, any other event means that it is done. */
function answer(service: ServiceName, event: StoredEvent, operationId: string): Publication {
  const code = event.type === MESSAGE_NOTED ? (event.data.reason as RefusalCode) : undefined;
  const data = feedMessages.OperationAnswered.of({ code, operationId });
  return toFeed(service, operationStream(service, operationId), 'OperationAnswered', data);
}
