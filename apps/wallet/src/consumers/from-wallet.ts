import type { FeedMessages } from '@gifting/contracts';
import type { PurchaseCommand } from '../domain/purchase.decider';
import type { WalletCommand } from '../domain/wallet.decider';

/** What the wallet service tells itself: a captured purchase becomes a lot, the lot credits the purchase. */
export const grantLot = (message: FeedMessages['PurchaseCaptured']): WalletCommand => ({
  kind: 'grant-lot',
  lot: message,
});

export const confirmGrant = (): PurchaseCommand => ({ kind: 'confirm-grant' });
