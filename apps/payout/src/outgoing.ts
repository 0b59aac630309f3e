import { feedMessages, PUBLIC_TOPICS, type PublicEvents, publicEvents } from '@gifting/contracts';
import type { StoredEvent } from '@gifting/event-store';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { type RefusalCode } from '@gifting/kernel';
import { MESSAGE_NOTED, type Outgoing, type Publication, toFeed, toPublic } from '@gifting/engine';
import type { OperationEvent, OperationRequested } from './domain/operation.events';
import type {
  PayoutCancelled,
  PayoutDeclined,
  PayoutEvent,
  PayoutFailed,
  PayoutPaid,
  PayoutRequested,
  PayoutReturned,
} from './domain/payout.events';
import { isOwnOperation, operationStream } from './incoming';

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
      const end = feedMessages[event.type].of(event.data);
      const { creatorId } = end;
      const toEarnings = toFeed('creator-earnings', `earnings-${creatorId}`, event.type, end);
      if (!isHeard(PUBLIC_TOPICS.payoutSettled)) return [toEarnings];
      const settled = settlement(event, event.metadata.recordedAt);
      return [toEarnings, toPublic('payoutSettled', creatorId, settled)];
    }
    case 'OperationRequested':
      // Every service has operations, and all of them are in one category.
      if (!isOwnOperation(event.stream)) return NOTHING;
      return [toOperate(event.data)];
    default:
      return NOTHING;
  }
};

/** To the creator's earnings: set the diamonds aside. */
function toReservation(payout: PayoutRequested['data']): Publication {
  const data = feedMessages.PayoutRequested.of(payout);
  return toFeed('creator-earnings', `earnings-${payout.creatorId}`, 'PayoutRequested', data);
}

/** To the stream that is to change. */
function toOperate(operation: OperationRequested['data']): Publication {
  const data = feedMessages.OperationRequested.of(operation);
  return toFeed('payout', operation.target, 'OperationRequested', data);
}

function announcement(payout: PayoutRequested['data'], requestedAt: string): Publication {
  const { creatorId, microdiamonds } = payout;
  const diamonds = microdiamonds && printDiamonds(readMicrodiamonds(microdiamonds));
  const data = publicEvents.payoutRequested.of(payout, { diamonds, requestedAt });
  return toPublic('payoutRequested', creatorId, data);
}

type PayoutEnd = PayoutPaid | PayoutFailed | PayoutDeclined | PayoutCancelled | PayoutReturned;

type Settlement = PublicEvents['payoutSettled'];

const STATES: Readonly<Record<PayoutEnd['type'], Settlement['state']>> = {
  PayoutPaid: 'paid',
  PayoutFailed: 'failed',
  PayoutDeclined: 'declined',
  PayoutCancelled: 'cancelled',
  PayoutReturned: 'returned',
};

/** How a payout ended, with its amounts where money moved. */
function settlement(event: PayoutEnd, settledAt: string): Settlement {
  const state = STATES[event.type];
  switch (event.type) {
    case 'PayoutPaid':
    case 'PayoutReturned': {
      const { commission, gross, microdiamonds, net, providerFee } = event.data;
      const diamonds = printDiamonds(readMicrodiamonds(microdiamonds));
      const amounts = { commission, diamonds, gross, net, providerFee };
      return publicEvents.payoutSettled.of(event.data, { ...amounts, settledAt, state });
    }
    case 'PayoutDeclined': {
      const { code } = event.data;
      return publicEvents.payoutSettled.of(event.data, { code, settledAt, state });
    }
    case 'PayoutFailed':
    case 'PayoutCancelled':
      return publicEvents.payoutSettled.of(event.data, { settledAt, state });
  }
}

/** Back to the operation: a note is its refusal, any other event means that it is done. */
function answer(event: StoredEvent, operationId: string): Publication {
  const code = event.type === MESSAGE_NOTED ? (event.data.reason as RefusalCode) : undefined;
  const data = feedMessages.OperationAnswered.of({ code, operationId });
  return toFeed('payout', operationStream(operationId), 'OperationAnswered', data);
}
