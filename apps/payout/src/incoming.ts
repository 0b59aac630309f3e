import { type StreamKind, UnknownMessage } from '@gifting/engine';
import {
  type OperationCommand,
  operationDecider,
  type OperationState,
} from './domain/operation.decider';
import type { OperationEvent } from './domain/operation.events';
import { type PayoutCommand, payoutDecider } from './domain/payout.decider';
import type { PayoutEvent } from './domain/payout.events';
import type { PayoutState } from './domain/payout.state';

/** `payout-{payoutId}`: what became of the creator's diamonds, and operations on the payout. */
export const payoutKind: StreamKind<PayoutCommand, PayoutEvent, PayoutState> = {
  category: 'payout',
  decider: payoutDecider,
  commandOf(message) {
    switch (message.type) {
      case 'DiamondsReserved': {
        // With the diamonds set aside, the amounts are fixed.
        const { payoutId: _, ...amounts } = message.data;
        return { kind: 'reserve', amounts };
      }
      case 'DiamondsReservationDeclined':
        return { kind: 'decline', code: message.data.code };
      case 'OperationRequested':
        if (message.data.action === 'cancel') return { kind: 'cancel' };
        throw new UnknownMessage(message);
      default:
        throw new UnknownMessage(message);
    }
  },
};

/** `operation-payout.{commandId}`: the payout's answer closes the operation. */
export const operationKind: StreamKind<OperationCommand, OperationEvent, OperationState> = {
  category: 'operation',
  decider: operationDecider,
  commandOf(message) {
    if (message.type !== 'OperationAnswered') throw new UnknownMessage(message);
    return { kind: 'close', code: message.data.code };
  },
};

const OPERATION_PREFIX = 'operation-payout.';

/** The stream of an operation on a payout. */
export const operationStream = (operationId: string): string => OPERATION_PREFIX + operationId;

export const isOwnOperation = (stream: string): boolean => stream.startsWith(OPERATION_PREFIX);
