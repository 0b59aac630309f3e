import { feedMessages, PUBLIC_TOPICS, publicEvents } from '@gifting/contracts';
import type { Recipient } from '@gifting/kernel/facts';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { type Publication, type Outgoing, toFeed, toPublic } from '@gifting/engine';
import type { GiftEvent, GiftSent } from './domain/gift.events';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the gift service's events. */
export const outgoing: Outgoing<GiftEvent> = (event, isHeard) => {
  switch (event.type) {
    case 'GiftRequested': {
      const spend = feedMessages.GiftRequested.of(event.data);
      return [toFeed('wallet', `wallet-${spend.viewerId}`, 'GiftRequested', spend)];
    }
    case 'GiftSent': {
      const { recipients } = event.data;
      const credits = recipients.map((recipient) => credit(event.data, recipient));
      if (!isHeard(PUBLIC_TOPICS.giftSent)) return credits;
      const sentAt = event.metadata.recordedAt;
      return [...credits, ...recipients.map((to) => announcement(event.data, to, sentAt))];
    }
    default:
      return NOTHING;
  }
};

/** To the creator's earnings: the facts that a creator may see. */
function credit(gift: GiftSent['data'], recipient: Recipient): Publication {
  const data = feedMessages.GiftSent.of(gift, { recipient, viewerId: shownViewerOf(gift) });
  return toFeed('creator-earnings', `earnings-${recipient.creatorId}`, 'GiftSent', data);
}

/** To other programs: one message for each recipient. */
function announcement(
  gift: GiftSent['data'],
  { creatorId, microdiamonds, shareCoins }: Recipient,
  sentAt: string,
): Publication {
  const data = publicEvents.giftSent.of(gift, {
    creatorId,
    diamonds: printDiamonds(readMicrodiamonds(microdiamonds)),
    sentAt,
    shareCoins,
    viewerId: shownViewerOf(gift),
  });
  return toPublic('giftSent', creatorId, data);
}

/** Nobody outside the viewer's own wallet and gift learns who gave anonymously. */
const shownViewerOf = ({ anonymous, viewerId }: GiftSent['data']) =>
  anonymous ? undefined : viewerId;
