import { type FeedTarget, messageOf, UnknownMessage } from '@gifting/service';
import { type GiftCommand, giftDecider, type GiftState } from '../domain/gift.decider';
import type { GiftEvent } from '../domain/gift.events';
import { confirmSpend, decline } from './from-wallet';

/** `gift-{giftTxId}` */
export const giftTarget: FeedTarget<GiftCommand, GiftEvent, GiftState> = {
  category: 'gift',
  decider: giftDecider,
  commandOf(message) {
    switch (message.type) {
      case 'CoinsSpent':
        return confirmSpend(messageOf('CoinsSpent', message));
      case 'CoinsSpendDeclined':
        return decline(messageOf('CoinsSpendDeclined', message));
      default:
        throw new UnknownMessage(message);
    }
  },
  isFinished: ({ stage }) => stage === 'sent' || stage === 'declined',
};
