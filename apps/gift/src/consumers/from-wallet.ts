import type { FeedMessages } from '@gifting/contracts';
import type { GiftCommand } from '../domain/gift.decider';

/** The wallet has taken the coins. */
export const confirmSpend = ({
  allocations,
  balanceAfter,
}: FeedMessages['CoinsSpent']): GiftCommand => ({
  kind: 'confirm-spend',
  allocations,
  balanceAfter,
});

/** The wallet has refused. */
export const decline = ({ code }: FeedMessages['CoinsSpendDeclined']): GiftCommand => ({
  kind: 'decline',
  code,
});
