import { type FeedTarget, messageOf, UnknownMessage } from '@gifting/service';
import {
  type OperationCommand,
  operationDecider,
  type OperationState,
} from '../domain/operation.decider';
import type { OperationEvent } from '../domain/operation.events';
import { type PayoutCommand, payoutDecider } from '../domain/payout.decider';
import type { PayoutEvent } from '../domain/payout.events';
import type { PayoutState } from '../domain/payout.state';
import { confirmReservation, declinePayout } from './from-creator-earnings';
import { closeOperation } from './from-payout';

/** `payout-{payoutId}` */
export const payoutTarget: FeedTarget<PayoutCommand, PayoutEvent, PayoutState> = {
  category: 'payout',
  decider: payoutDecider,
  commandOf(message) {
    switch (message.type) {
      case 'DiamondsReserved':
        return confirmReservation(messageOf('DiamondsReserved', message));
      case 'DiamondsReservationDeclined':
        return declinePayout(messageOf('DiamondsReservationDeclined', message));
      case 'OperationRequested':
        if (messageOf('OperationRequested', message).action === 'cancel') return { kind: 'cancel' };
        throw new UnknownMessage(message);
      default:
        throw new UnknownMessage(message);
    }
  },
};

/** `operation-payout.{commandId}` */
export const operationTarget: FeedTarget<OperationCommand, OperationEvent, OperationState> = {
  category: 'operation',
  decider: operationDecider,
  commandOf(message) {
    if (message.type !== 'OperationAnswered') throw new UnknownMessage(message);
    return closeOperation(messageOf('OperationAnswered', message));
  },
};
