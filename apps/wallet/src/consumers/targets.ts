import { type FeedTarget, messageOf, UnknownMessage } from '@gifting/service';
import {
  type PurchaseCommand,
  purchaseDecider,
  type PurchaseState,
} from '../domain/purchase.decider';
import type { PurchaseEvent } from '../domain/purchase.events';
import { type WalletCommand, walletDecider, type WalletState } from '../domain/wallet.decider';
import type { WalletEvent } from '../domain/wallet.events';
import { spendCoins } from './from-gift';
import { confirmGrant, grantLot } from './from-wallet';

/** `wallet-{viewerId}` */
export const walletTarget: FeedTarget<WalletCommand, WalletEvent, WalletState> = {
  category: 'wallet',
  decider: walletDecider,
  commandOf(message, now) {
    switch (message.type) {
      case 'PurchaseCaptured':
        return grantLot(messageOf('PurchaseCaptured', message));
      case 'GiftRequested':
        return spendCoins(messageOf('GiftRequested', message), now);
      default:
        throw new UnknownMessage(message);
    }
  },
};

/** `purchase-{purchaseId}` */
export const purchaseTarget: FeedTarget<PurchaseCommand, PurchaseEvent, PurchaseState> = {
  category: 'purchase',
  decider: purchaseDecider,
  commandOf(message) {
    if (message.type !== 'CoinsPurchased') throw new UnknownMessage(message);
    return confirmGrant();
  },
};
