import { type FeedTarget, messageOf, UnknownMessage } from '@gifting/service';
import {
  type EarningsCommand,
  earningsDecider,
  type EarningsState,
} from '../domain/earnings.decider';
import type { EarningsEvent } from '../domain/earnings.events';
import { creditDiamonds } from './from-gift';
import { redeemDiamonds, releaseDiamonds, reserveDiamonds, returnDiamonds } from './from-payout';

/** `earnings-{creatorId}` */
export const earningsTarget: FeedTarget<EarningsCommand, EarningsEvent, EarningsState> = {
  category: 'earnings',
  decider: earningsDecider,
  commandOf(message) {
    switch (message.type) {
      case 'GiftSent':
        return creditDiamonds(messageOf('GiftSent', message));
      case 'PayoutRequested':
        return reserveDiamonds(messageOf('PayoutRequested', message));
      case 'PayoutPaid':
        return redeemDiamonds(messageOf('PayoutPaid', message));
      case 'PayoutFailed':
      case 'PayoutDeclined':
      case 'PayoutCancelled':
        return releaseDiamonds(messageOf(message.type, message));
      case 'PayoutReturned':
        return returnDiamonds(messageOf('PayoutReturned', message));
      default:
        throw new UnknownMessage(message);
    }
  },
};
