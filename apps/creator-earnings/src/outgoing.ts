import { feedMessages, PUBLIC_TOPICS, publicEvents } from '@gifting/contracts';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { type Publication, type Outgoing, toFeed, toPublic } from '@gifting/engine';
import type { EarningsEvent } from './domain/earnings.events';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the creator-earnings service's events. */
export const outgoing: Outgoing<EarningsEvent> = (event, isHeard) => {
  switch (event.type) {
    case 'DiamondsCredited': {
      if (!isHeard(PUBLIC_TOPICS.diamondsCredited)) return NOTHING;
      const credit = publicEvents.diamondsCredited.of(event.data, {
        creditedAt: event.metadata.recordedAt,
        diamonds: printDiamonds(readMicrodiamonds(event.data.microdiamonds)),
      });
      return [toPublic('diamondsCredited', credit.creatorId, credit)];
    }
    case 'DiamondsReserved': {
      const reservation = feedMessages.DiamondsReserved.of(event.data);
      const { payoutId } = reservation;
      return [toFeed('payout', `payout-${payoutId}`, 'DiamondsReserved', reservation)];
    }
    case 'DiamondsReservationDeclined': {
      const decline = feedMessages.DiamondsReservationDeclined.of(event.data);
      const { payoutId } = decline;
      return [toFeed('payout', `payout-${payoutId}`, 'DiamondsReservationDeclined', decline)];
    }
    default:
      return NOTHING;
  }
};
