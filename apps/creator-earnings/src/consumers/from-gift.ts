import type { FeedMessages } from '@gifting/contracts';
import type { EarningsCommand } from '../domain/earnings.decider';

/** A gift was sent: its creator earns. */
export const creditDiamonds = (gift: FeedMessages['GiftSent']): EarningsCommand => ({
  kind: 'credit',
  gift: {
    anonymous: gift.anonymous,
    coins: gift.coins,
    creatorId: gift.recipient.creatorId,
    giftId: gift.giftId,
    giftTxId: gift.giftTxId,
    grossRate: gift.grossRate,
    ...(gift.messageRef === undefined ? {} : { messageRef: gift.messageRef }),
    microdiamonds: gift.recipient.microdiamonds,
    netRate: gift.netRate,
    policyVersion: gift.policyVersion,
    quantity: gift.quantity,
    ...(gift.sessionId === undefined ? {} : { sessionId: gift.sessionId }),
    shareCoins: gift.recipient.shareCoins,
    splitVersion: gift.splitVersion,
    ...(gift.viewerId === undefined ? {} : { viewerId: gift.viewerId }),
  },
});
