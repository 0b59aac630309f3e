import { PUBLIC_TOPICS } from '@gifting/contracts';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { type Publication, type Outgoing, toFeed, toPublic } from '@gifting/engine';
import type { EarningsEvent } from './domain/earnings.events';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the creator-earnings service's events. */
export const outgoing: Outgoing<EarningsEvent> = (event, isHeard) => {
  switch (event.type) {
    case 'DiamondsCredited': {
      if (!isHeard(PUBLIC_TOPICS.diamondsCredited)) return NOTHING;
      const { creatorId, giftTxId, microdiamonds, netRate } = event.data;
      const creditedAt = event.metadata.recordedAt;
      const diamonds = printDiamonds(readMicrodiamonds(microdiamonds));
      const credit = { creatorId, creditedAt, diamonds, giftTxId, netRate };
      return [toPublic('diamondsCredited', creatorId, credit)];
    }
    case 'DiamondsReserved': {
      const { creatorId: _, ...reservation } = event.data;
      const { payoutId } = reservation;
      return [toFeed('payout', `payout-${payoutId}`, 'DiamondsReserved', reservation)];
    }
    case 'DiamondsReservationDeclined': {
      const { code, payoutId } = event.data;
      const decline = { code, payoutId };
      return [toFeed('payout', `payout-${payoutId}`, 'DiamondsReservationDeclined', decline)];
    }
    default:
      return NOTHING;
  }
};
