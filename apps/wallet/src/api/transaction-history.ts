import { Injectable } from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import type { ViewerId } from '@gifting/kernel';
import { readBackwards, type StreamEvent } from '@gifting/engine';
import { historyBefore, historyPage, type Page, type PageRequest } from '@gifting/http';
import type { WalletEvent } from '../domain/wallet.events';
import type { TransactionView } from './views';

/** A wallet's own history: no projection, but the stream itself, newest first. */
@Injectable()
export class TransactionHistory {
  constructor(private readonly store: EventStore) {}

  async page(viewerId: ViewerId, { cursor, limit }: PageRequest): Promise<Page<TransactionView>> {
    const { items, nextBefore } = await readBackwards(this.store, `wallet-${viewerId}`, {
      before: historyBefore(cursor),
      limit,
      pick: transactionOf,
    });
    return historyPage(items, nextBefore);
  }
}

/** What an event did to the balance; nothing for one that left it alone. */
function transactionOf(event: StreamEvent<WalletEvent>): TransactionView | undefined {
  const place = { at: event.metadata.recordedAt, position: event.position };
  switch (event.type) {
    case 'CoinsPurchased': {
      const { balanceAfter, coins, purchaseId } = event.data;
      return { kind: 'purchase', coins, balance: balanceAfter, reference: purchaseId, ...place };
    }
    case 'CoinsSpent': {
      const { balanceAfter, coins, giftTxId } = event.data;
      return {
        kind: 'gift',
        coins: `-${coins}`,
        balance: balanceAfter,
        reference: giftTxId,
        ...place,
      };
    }
    case 'CoinsRefunded': {
      const { balanceAfter, coins, refundId } = event.data;
      return {
        kind: 'refund',
        coins: `-${coins}`,
        balance: balanceAfter,
        reference: refundId,
        ...place,
      };
    }
    case 'CoinsRestored': {
      const { balanceAfter, claimId, coins, kind } = event.data;
      return {
        kind: `${kind}-restored`,
        coins,
        balance: balanceAfter,
        reference: claimId,
        ...place,
      };
    }
    default:
      return undefined;
  }
}
