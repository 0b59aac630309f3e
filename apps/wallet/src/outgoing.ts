import { type Publication, type Outgoing, toFeed, toPublic } from '@gifting/engine';
import { feedMessages, PUBLIC_TOPICS, publicEvents } from '@gifting/contracts';
import type { PurchaseEvent } from './domain/purchase.events';
import type { RefundEvent } from './domain/refund.events';
import type { WalletEvent } from './domain/wallet.events';

const NOTHING: readonly Publication[] = [];

/** What the world sees of the wallet service's events. */
export const outgoing: Outgoing<WalletEvent | PurchaseEvent | RefundEvent> = (event, isHeard) => {
  switch (event.type) {
    case 'PurchaseCaptured': {
      const { grant, policyVersion, purchaseId, report } = event.data;
      if (grant === undefined) return NOTHING;
      const { capturedAt, paid, viewerId } = report;
      const lot = feedMessages.PurchaseCaptured.of(grant, {
        capturedAt,
        paid,
        policyVersion,
        purchaseId,
        viewerId,
      });
      return [toFeed('wallet', `wallet-${viewerId}`, 'PurchaseCaptured', lot)];
    }
    case 'CoinsPurchased': {
      const credited = feedMessages.CoinsPurchased.of(event.data);
      const { purchaseId, viewerId } = credited;
      const toPurchase = toFeed('wallet', `purchase-${purchaseId}`, 'CoinsPurchased', credited);
      if (!isHeard(PUBLIC_TOPICS.coinsPurchased)) return [toPurchase];
      const grantedAt = event.metadata.recordedAt;
      return [
        toPurchase,
        toPublic(
          'coinsPurchased',
          viewerId,
          publicEvents.coinsPurchased.of(event.data, { grantedAt }),
        ),
      ];
    }
    case 'CoinsSpent': {
      const spent = feedMessages.CoinsSpent.of(event.data);
      return [toFeed('gift', `gift-${spent.giftTxId}`, 'CoinsSpent', spent)];
    }
    case 'CoinsSpendDeclined': {
      const declined = feedMessages.CoinsSpendDeclined.of(event.data);
      return [toFeed('gift', `gift-${declined.giftTxId}`, 'CoinsSpendDeclined', declined)];
    }
    case 'RefundRequested': {
      const { recordedAt: requestedAt } = event.metadata;
      const asked = feedMessages.RefundRequested.of(event.data, { requestedAt });
      return [toFeed('wallet', `wallet-${asked.viewerId}`, 'RefundRequested', asked)];
    }
    case 'CoinsRefunded': {
      const refunded = feedMessages.CoinsRefunded.of(event.data);
      return [toFeed('wallet', `refund-${refunded.refundId}`, 'CoinsRefunded', refunded)];
    }
    case 'CoinsRefundDeclined': {
      const declined = feedMessages.CoinsRefundDeclined.of(event.data);
      return [toFeed('wallet', `refund-${declined.refundId}`, 'CoinsRefundDeclined', declined)];
    }
    case 'RefundApproved': {
      if (!isHeard(PUBLIC_TOPICS.refundApproved)) return NOTHING;
      const approvedAt = event.metadata.recordedAt;
      const approved = publicEvents.refundApproved.of(event.data, { approvedAt });
      return [toPublic('refundApproved', approved.purchaseId, approved)];
    }
    case 'RefundFailedReported':
    case 'RefundReversedReported': {
      const undone = feedMessages[event.type].of(event.data);
      return [toFeed('wallet', `wallet-${undone.viewerId}`, event.type, undone)];
    }
    default:
      return NOTHING;
  }
};
