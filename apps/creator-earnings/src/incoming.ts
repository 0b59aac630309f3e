import type { FeedMessages } from '@gifting/contracts';
import { type StreamKind, UnknownMessage } from '@gifting/engine';
import { readMicrodiamonds } from '@gifting/kernel/diamonds';
import { parseMoney } from '@gifting/kernel/money';
import {
  type EarningsCommand,
  earningsDecider,
  type EarningsState,
} from './domain/earnings.decider';
import type { EarningsEvent } from './domain/earnings.events';

/** `earnings-{creatorId}`: sent gifts are credited; payouts reserve, redeem and restore diamonds. */
export const earningsKind: StreamKind<EarningsCommand, EarningsEvent, EarningsState> = {
  category: 'earnings',
  decider: earningsDecider,
  commandOf(message) {
    switch (message.type) {
      case 'GiftSent':
        return creditDiamonds(message.data);
      case 'PayoutRequested':
        return reserveDiamonds(message.data);
      case 'PayoutPaid':
        return { kind: 'redeem', payoutId: message.data.payoutId };
      case 'PayoutFailed':
      case 'PayoutDeclined':
      case 'PayoutCancelled':
        // The payout came to nothing before any money moved.
        return { kind: 'restore', payoutId: message.data.payoutId, from: 'reserved' };
      case 'PayoutReturned':
        return { kind: 'restore', payoutId: message.data.payoutId, from: 'redeemed' };
      default:
        throw new UnknownMessage(message);
    }
  },
};

const creditDiamonds = (gift: FeedMessages['GiftSent']): EarningsCommand => ({
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

const reserveDiamonds = (payout: FeedMessages['PayoutRequested']): EarningsCommand => ({
  kind: 'reserve',
  creatorId: payout.creatorId,
  payoutId: payout.payoutId,
  ...(payout.microdiamonds === undefined
    ? {}
    : { microdiamonds: readMicrodiamonds(payout.microdiamonds) }),
  minimum: parseMoney(payout.minimum),
  providerFee: parseMoney(payout.providerFee),
  providerFeeBearer: payout.providerFeeBearer,
});
