import { InvariantViolation, type JsonObject, type Position } from '@gifting/kernel';
import type { Projection } from '@gifting/engine';
import { payoutDecider } from '../domain/payout.decider';
import type { PayoutEvent } from '../domain/payout.events';
import type { PayoutState } from '../domain/payout.state';

/** A payout as its stream has it. */
export type PayoutRow = {
  /** Plain JSON: the very state that the decider folds. */
  readonly payout: PayoutState & JsonObject;
  /** Of its last event. */
  readonly position: Position;
  readonly requestedAt: string;
  /** Of its first event, which orders a creator's payouts. */
  readonly requestedPosition: Position;
};

/** The index of a creator's payouts, in the order asked for. */
export const payoutsOf = (creatorId: string): string => `payouts:${creatorId}`;

export const orderOf = (requestedPosition: Position): string => requestedPosition.padStart(20, '0');

/** One row for each payout; the key is the payoutId. */
export const payouts: Projection<PayoutRow, PayoutEvent> = {
  name: 'payouts-v1',
  categories: ['payout'],

  keys: ({ stream, type }) => (type.startsWith('Payout') ? [stream.slice('payout-'.length)] : []),

  evolve(row, event) {
    const { metadata, position } = event;
    const before = row?.payout ?? payoutDecider.initial;
    const after = payoutDecider.evolve(before, event);
    return {
      payout: after as PayoutRow['payout'],
      position,
      requestedAt: row?.requestedAt ?? metadata.recordedAt,
      requestedPosition: row?.requestedPosition ?? position,
    };
  },

  entries({ payout, requestedPosition }) {
    if (payout.stage === 'none') throw new InvariantViolation('a payout that was never asked for');
    return [{ index: payoutsOf(payout.request.creatorId), order: orderOf(requestedPosition) }];
  },
};
