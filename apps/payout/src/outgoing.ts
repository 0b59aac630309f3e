import { type PayoutSettledV1, PUBLIC_TOPICS } from '@gifting/contracts';
import { type StoredEvent } from '@gifting/event-store';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { type RefusalCode } from '@gifting/kernel';
import { type Publication, type Outgoing, toFeed, toPublic, MESSAGE_NOTED } from '@gifting/engine';
import type { OperationEvent } from './domain/operation.events';
import type {
  PayoutCancelled,
  PayoutDeclined,
  PayoutEvent,
  PayoutFailed,
  PayoutPaid,
  PayoutRequested,
  PayoutReturned,
} from './domain/payout.events';
import { isOwnOperation, operationStream } from './operation-stream';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the payout service's events. */
export const outgoing: Outgoing<PayoutEvent | OperationEvent> = (event, isHeard) => {
  const publications = published(event, isHeard);
  const { operationId } = event.metadata;
  return operationId === undefined ? publications : [...publications, answer(event, operationId)];
};

const published: Outgoing<PayoutEvent | OperationEvent> = (event, isHeard) => {
  switch (event.type) {
    case 'PayoutRequested': {
      const reservation = toReservation(event.data);
      if (!isHeard(PUBLIC_TOPICS.payoutRequested)) return [reservation];
      return [reservation, announcement(event.data, event.metadata.recordedAt)];
    }
    case 'PayoutPaid':
    case 'PayoutFailed':
    case 'PayoutDeclined':
    case 'PayoutCancelled':
    case 'PayoutReturned': {
      const { creatorId, payoutId } = event.data;
      const end = { creatorId, payoutId };
      const toEarnings = toFeed('creator-earnings', `earnings-${creatorId}`, event.type, end);
      if (!isHeard(PUBLIC_TOPICS.payoutSettled)) return [toEarnings];
      const settled = settlement(event, event.metadata.recordedAt);
      return [toEarnings, toPublic('payoutSettled', creatorId, settled)];
    }
    case 'OperationRequested':
      // Every service has operations, and all of them are in one category.
      if (!isOwnOperation(event.stream)) return NOTHING;
      return [toFeed('payout', event.data.target, 'OperationRequested', event.data)];
    default:
      return NOTHING;
  }
};

/** To the creator's earnings: set the diamonds aside. */
function toReservation(payout: PayoutRequested['data']): Publication {
  const { creatorId, microdiamonds, minimum, payoutId, providerFee, providerFeeBearer } = payout;
  return toFeed('creator-earnings', `earnings-${creatorId}`, 'PayoutRequested', {
    creatorId,
    ...(microdiamonds === undefined ? {} : { microdiamonds }),
    minimum,
    payoutId,
    providerFee,
    providerFeeBearer,
  });
}

function announcement(payout: PayoutRequested['data'], requestedAt: string): Publication {
  const { creatorId, method, microdiamonds, payoutId } = payout;
  const diamonds = microdiamonds && printDiamonds(readMicrodiamonds(microdiamonds));
  return toPublic('payoutRequested', creatorId, {
    creatorId,
    ...(diamonds === undefined ? {} : { diamonds }),
    method,
    payoutId,
    requestedAt,
  });
}

type PayoutEnd = PayoutPaid | PayoutFailed | PayoutDeclined | PayoutCancelled | PayoutReturned;

const STATES: Readonly<Record<PayoutEnd['type'], PayoutSettledV1['state']>> = {
  PayoutPaid: 'paid',
  PayoutFailed: 'failed',
  PayoutDeclined: 'declined',
  PayoutCancelled: 'cancelled',
  PayoutReturned: 'returned',
};

/** How a payout ended, with its amounts where money moved. */
function settlement(event: PayoutEnd, settledAt: string): PayoutSettledV1 {
  const { creatorId, payoutId } = event.data;
  const state = STATES[event.type];
  switch (event.type) {
    case 'PayoutPaid':
    case 'PayoutReturned': {
      const { commission, gross, microdiamonds, net, providerFee } = event.data;
      const diamonds = printDiamonds(readMicrodiamonds(microdiamonds));
      const amounts = { gross, net, payoutId, providerFee };
      return { commission, creatorId, diamonds, ...amounts, settledAt, state };
    }
    case 'PayoutDeclined':
      return { code: event.data.code, creatorId, payoutId, settledAt, state };
    case 'PayoutFailed':
    case 'PayoutCancelled':
      return { creatorId, payoutId, settledAt, state };
  }
}

/** Back to the operation: a note is its refusal, any other event means that it is done. */
function answer(event: StoredEvent, operationId: string): Publication {
  const refused = event.type === MESSAGE_NOTED;
  return toFeed('payout', operationStream(operationId), 'OperationAnswered', {
    ...(refused ? { code: event.data.reason as RefusalCode } : {}),
    operationId,
  });
}
