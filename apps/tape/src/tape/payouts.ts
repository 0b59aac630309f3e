import { cashOut, isAutoApproved, type Policy } from '@gifting/economy';
import { PAYOUT_METHODS } from '@gifting/kernel/facts';
import { type Microdiamonds, printDiamonds } from '@gifting/kernel/diamonds';
import type { Random } from './random';
import type { ExpectedPayout, PayoutStep } from './steps';

/** What the sandbox provider makes of a destination, by the beginning of its token. */
const DESTINATIONS = [
  { prefix: 'ok', state: 'paid' },
  { prefix: 'ok', state: 'paid' },
  { prefix: 'slow', state: 'submitted' },
  { prefix: 'ok', state: 'paid' },
  { prefix: 'fail', state: 'failed' },
  { prefix: 'return', state: 'returned' },
] as const;

/**
 * A creator's payout at the end of the evening; nothing where an operator would have to approve it.
 * @param number from 0; tells which end the payout comes to
 */
export function payoutOf(
  policy: Policy,
  creatorId: string,
  earned: Microdiamonds,
  number: number,
  random: Random,
): PayoutStep | undefined {
  const [name = '', tapeId = ''] = creatorId.split('.');
  const destination = DESTINATIONS[number % DESTINATIONS.length] ?? DESTINATIONS[0];
  const paid = cashOut([{ rate: policy.diamond, microdiamonds: earned }], policy.payout);
  let expected: ExpectedPayout;
  if ('refused' in paid) {
    expected = { state: 'declined', code: paid.refused };
  } else {
    const { currency, microdiamonds, net } = paid;
    if (!isAutoApproved(policy.payout, { currency, micros: net })) return undefined;
    expected = { state: destination.state, diamonds: printDiamonds(microdiamonds) };
  }
  return {
    kind: 'payout',
    creatorId,
    key: `${tapeId}/payout/${name}`,
    request: {
      method: random.pick(PAYOUT_METHODS),
      destinationToken: `${destination.prefix}-vault-${name}`,
    },
    earned: printDiamonds(earned),
    expected,
  };
}
