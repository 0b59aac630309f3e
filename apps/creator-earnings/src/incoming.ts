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
        return { kind: 'credit', gift: message.data, recipient: message.data.recipient };
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
