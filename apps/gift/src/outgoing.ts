import { PUBLIC_TOPICS } from '@gifting/contracts';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { type Publication, type Outgoing, toFeed, toPublic } from '@gifting/engine';
import type { GiftEvent, GiftSent, Recipient } from './domain/gift.events';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the gift service's events. */
export const outgoing: Outgoing<GiftEvent> = (event, isHeard) => {
  switch (event.type) {
    case 'GiftRequested': {
      const { coins, giftTxId, validUntil, viewerId } = event.data;
      const spend = { coins, giftTxId, validUntil, viewerId };
      return [toFeed('wallet', `wallet-${viewerId}`, 'GiftRequested', spend)];
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
  return toFeed('creator-earnings', `earnings-${recipient.creatorId}`, 'GiftSent', {
    anonymous: gift.anonymous,
    coins: gift.coins,
    giftId: gift.giftId,
    giftTxId: gift.giftTxId,
    grossRate: gift.grossRate,
    ...(gift.messageRef === undefined ? {} : { messageRef: gift.messageRef }),
    netRate: gift.netRate,
    policyVersion: gift.policyVersion,
    quantity: gift.quantity,
    recipient,
    ...(gift.sessionId === undefined ? {} : { sessionId: gift.sessionId }),
    splitVersion: gift.splitVersion,
    ...(gift.anonymous ? {} : { viewerId: gift.viewerId }),
  });
}

/** To other programs: one message for each recipient. */
function announcement(gift: GiftSent['data'], recipient: Recipient, sentAt: string): Publication {
  const { anonymous, coins, giftId, giftTxId, quantity, sessionId, viewerId } = gift;
  const { creatorId, microdiamonds, shareCoins } = recipient;
  return toPublic('giftSent', creatorId, {
    anonymous,
    coins,
    creatorId,
    diamonds: printDiamonds(readMicrodiamonds(microdiamonds)),
    giftId,
    giftTxId,
    quantity,
    sentAt,
    ...(sessionId === undefined ? {} : { sessionId }),
    shareCoins,
    ...(anonymous ? {} : { viewerId }),
  });
}
