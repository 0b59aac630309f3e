import { feedMessages, PUBLIC_TOPICS, type PublicEvents, publicEvents } from '@gifting/contracts';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { type Outgoing, type Publication, toFeed, toPublic } from '@gifting/engine';
import type {
  PayoutCancelled,
  PayoutDeclined,
  PayoutEvent,
  PayoutFailed,
  PayoutPaid,
  PayoutRequested,
  PayoutReturned,
} from './domain/payout.events';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the payout service's events. */
export const outgoing: Outgoing<PayoutEvent> = (event, isHeard) => {
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
    default:
      return NOTHING;
  }
};

/** To the creator's earnings: set the diamonds aside. */
function toReservation(payout: PayoutRequested['data']): Publication {
  const data = feedMessages.PayoutRequested.of(payout);
  return toFeed('creator-earnings', `earnings-${payout.creatorId}`, 'PayoutRequested', data);
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
