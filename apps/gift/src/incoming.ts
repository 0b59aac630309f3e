import { type StreamKind, UnknownMessage } from '@gifting/engine';
import { type GiftCommand, giftDecider, type GiftState } from './domain/gift.decider';
import type { GiftEvent } from './domain/gift.events';

/** `gift-{giftTxId}`: what the wallet answers becomes a command of the gift. */
export const giftKind: StreamKind<GiftCommand, GiftEvent, GiftState> = {
  category: 'gift',
  decider: giftDecider,
  commandOf(message) {
    switch (message.type) {
      case 'CoinsSpent': {
        const { allocations, balanceAfter } = message.data;
        return { kind: 'confirm-spend', allocations, balanceAfter };
      }
      case 'CoinsSpendDeclined':
        return { kind: 'decline', code: message.data.code };
      default:
        throw new UnknownMessage(message);
    }
  },
  isFinished: ({ stage }) => stage === 'sent' || stage === 'declined',
};
