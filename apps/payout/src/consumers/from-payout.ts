import type { FeedMessages } from '@gifting/contracts';
import type { OperationCommand } from '../domain/operation.decider';

/** What the payout service tells itself: an operation reaches its payout, the answer comes back. */
export const closeOperation = ({ code }: FeedMessages['OperationAnswered']): OperationCommand => ({
  kind: 'close',
  code,
});
