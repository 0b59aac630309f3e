import { type StreamKind, UnknownMessage } from '@gifting/engine';
import { type PayoutCommand, payoutDecider } from './domain/payout.decider';
import type { PayoutEvent } from './domain/payout.events';
import type { PayoutState } from './domain/payout.state';

/** `payout-{payoutId}`: what became of the creator's diamonds, and operations on the payout. */
export const payoutKind: StreamKind<PayoutCommand, PayoutEvent, PayoutState> = {
  category: 'payout',
  decider: payoutDecider,
  commandOf(message) {
    switch (message.type) {
      case 'DiamondsReserved': {
        // With the diamonds set aside, the amounts are fixed.
        const { payoutId: _, ...amounts } = message.data;
        return { kind: 'reserve', amounts };
      }
      case 'DiamondsReservationDeclined':
        return { kind: 'decline', code: message.data.code };
      case 'OperationRequested':
        if (message.data.action === 'cancel') return { kind: 'cancel' };
        throw new UnknownMessage(message);
      default:
        throw new UnknownMessage(message);
    }
  },
};
