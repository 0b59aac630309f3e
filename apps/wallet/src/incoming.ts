import { type FeedMessage, type StreamKind, UnknownMessage } from '@gifting/engine';
import type { ViewerId } from '@gifting/kernel';
import { readCoins } from '@gifting/kernel/coins';
import {
  type PurchaseCommand,
  purchaseDecider,
  type PurchaseState,
} from './domain/purchase.decider';
import type { PurchaseEvent } from './domain/purchase.events';
import { type RefundCommand, refundDecider, type RefundState } from './domain/refund.decider';
import type { RefundEvent } from './domain/refund.events';
import { type WalletCommand, walletDecider, type WalletState } from './domain/wallet.decider';
import type { WalletEvent } from './domain/wallet.events';

/** `wallet-{viewerId}`: a captured purchase becomes a lot, a gift or a refund asks for its coins. */
export const walletKind: StreamKind<WalletCommand, WalletEvent, WalletState> = {
  category: 'wallet',
  decider: walletDecider,
  commandOf(message, now) {
    switch (message.type) {
      case 'PurchaseCaptured':
        return { kind: 'grant-lot', lot: message.data };
      case 'GiftRequested': {
        const { coins, giftTxId, validUntil } = message.data;
        return { kind: 'spend', now, giftTxId, coins: readCoins(coins), validUntil };
      }
      case 'OperationRequested':
        return operate(message);
      case 'RefundRequested': {
        const { coins, purchaseId, refundId, refundableUntil, requestedAt } = message.data;
        return {
          kind: 'refund',
          purchaseId,
          refundId,
          refundableUntil,
          requestedAt,
          ...(coins === undefined ? {} : { coins: readCoins(coins) }),
        };
      }
      case 'RefundFailedReported':
      case 'RefundReversedReported': {
        const { purchaseId, refundId } = message.data;
        return { kind: 'restore-refund', purchaseId, refundId };
      }
      default:
        throw new UnknownMessage(message);
    }
  },
};

/** What an operator asks of a wallet. */
function operate(message: FeedMessage & { readonly type: 'OperationRequested' }): WalletCommand {
  const { action, reason, target } = message.data;
  if (action !== 'freeze' && action !== 'unfreeze') throw new UnknownMessage(message);
  return { kind: action, reason, viewerId: target.slice('wallet-'.length) as ViewerId };
}

/** `purchase-{purchaseId}`: the lot that was granted credits its purchase. */
export const purchaseKind: StreamKind<PurchaseCommand, PurchaseEvent, PurchaseState> = {
  category: 'purchase',
  decider: purchaseDecider,
  commandOf(message) {
    if (message.type !== 'CoinsPurchased') throw new UnknownMessage(message);
    return { kind: 'confirm-grant' };
  },
};

/** `refund-{refundId}`: what the wallet says decides a refund. */
export const refundKind: StreamKind<RefundCommand, RefundEvent, RefundState> = {
  category: 'refund',
  decider: refundDecider,
  commandOf(message) {
    switch (message.type) {
      case 'CoinsRefunded': {
        const { coins, money } = message.data;
        return { kind: 'approve', coins, money };
      }
      case 'CoinsRefundDeclined':
        return { kind: 'decline', code: message.data.code };
      default:
        throw new UnknownMessage(message);
    }
  },
  isFinished: ({ stage }) => stage === 'approved' || stage === 'declined',
};
