import { type Publication, type Outgoing, toFeed, toPublic } from '@gifting/engine';
import { PUBLIC_TOPICS } from '@gifting/contracts';
import type { PurchaseEvent } from './domain/purchase.events';
import type { WalletEvent } from './domain/wallet.events';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the wallet service's events. */
export const outgoing: Outgoing<WalletEvent | PurchaseEvent> = (event, isHeard) => {
  switch (event.type) {
    case 'PurchaseCaptured': {
      const { grant, policyVersion, purchaseId, report } = event.data;
      if (grant === undefined) return NOTHING;
      const { coins, refundableUntil, residual, unitCost } = grant;
      const { capturedAt, paid, viewerId } = report;
      return [
        toFeed('wallet', `wallet-${viewerId}`, 'PurchaseCaptured', {
          capturedAt,
          coins,
          paid,
          policyVersion,
          purchaseId,
          refundableUntil,
          residual,
          unitCost,
          viewerId,
        }),
      ];
    }
    case 'CoinsPurchased': {
      const { capturedAt, coins, paid, purchaseId, refundableUntil, residual, viewerId } =
        event.data;
      const credited = { coins, purchaseId, viewerId };
      const toPurchase = toFeed('wallet', `purchase-${purchaseId}`, 'CoinsPurchased', credited);
      if (!isHeard(PUBLIC_TOPICS.coinsPurchased)) return [toPurchase];
      const grantedAt = event.metadata.recordedAt;
      return [
        toPurchase,
        toPublic('coinsPurchased', viewerId, {
          capturedAt,
          coins,
          grantedAt,
          paid,
          purchaseId,
          refundableUntil,
          residual,
          viewerId,
        }),
      ];
    }
    case 'CoinsSpent': {
      const { giftTxId } = event.data;
      return [toFeed('gift', `gift-${giftTxId}`, 'CoinsSpent', event.data)];
    }
    case 'CoinsSpendDeclined': {
      const { code, giftTxId } = event.data;
      return [toFeed('gift', `gift-${giftTxId}`, 'CoinsSpendDeclined', { code, giftTxId })];
    }
    default:
      return NOTHING;
  }
};
