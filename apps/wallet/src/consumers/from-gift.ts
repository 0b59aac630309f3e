import type { FeedMessages } from '@gifting/contracts';
import { readCoins } from '@gifting/kernel';
import type { WalletCommand } from '../domain/wallet.decider';

/** A gift asks for its coins. */
export const spendCoins = (
  { coins, giftTxId, validUntil }: FeedMessages['GiftRequested'],
  now: string,
): WalletCommand => ({ kind: 'spend', now, giftTxId, coins: readCoins(coins), validUntil });
