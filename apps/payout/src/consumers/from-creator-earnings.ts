import type { FeedMessages } from '@gifting/contracts';
import type { PayoutCommand } from '../domain/payout.decider';

/** The diamonds are set aside; with them the amounts are fixed. */
export const confirmReservation = ({
  payoutId: _,
  ...amounts
}: FeedMessages['DiamondsReserved']): PayoutCommand => ({ kind: 'reserve', amounts });

/** Nothing could be set aside. */
export const declinePayout = ({
  code,
}: FeedMessages['DiamondsReservationDeclined']): PayoutCommand => ({ kind: 'decline', code });
