import type { IndexEntry } from '@gifting/read-store';
import type { ProjectedEvent, Projection } from '@gifting/engine';
import {
  addCoins,
  type CoinsText,
  NO_COINS,
  printCoins,
  readCoins,
  subtractCoins,
} from '@gifting/kernel/coins';
import { type MoneyText } from '@gifting/kernel/money';
import { type Position, type PurchaseId, type RefusalCode, type ViewerId } from '@gifting/kernel';
import type { PurchaseCaptured, PurchaseEvent } from '../domain/purchase.events';
import type { CoinsPurchased, WalletEvent } from '../domain/wallet.events';

/** A purchase with its lot: coins = remaining + spent. */
export type PurchaseRow = {
  readonly capturedAt: string;
  readonly coins: CoinsText;
  /** Why it is held. */
  readonly code?: RefusalCode;
  /** When the lot was granted, and the place of that event, which orders a viewer's lots. */
  readonly grantedAt?: string;
  readonly grantedPosition?: Position;
  readonly paid: MoneyText;
  readonly provider: string;
  readonly purchaseId: PurchaseId;
  readonly refundableUntil?: string;
  readonly remaining: CoinsText;
  readonly residual?: MoneyText;
  readonly spent: CoinsText;
  readonly state: 'captured' | 'credited' | 'held';
  readonly viewerId: ViewerId;
};

const ZERO = printCoins(NO_COINS);

/** The index of a viewer's lots, in the order granted. */
export const lotsOf = (viewerId: ViewerId): string => `lots:${viewerId}`;

/** One row for each purchase; the key is the purchaseId. Lots are listed by viewer. */
export const purchases: Projection<PurchaseRow, PurchaseEvent | WalletEvent> = {
  name: 'purchases-v1',
  categories: ['purchase', 'wallet'],

  keys(event) {
    switch (event.type) {
      case 'PurchaseCaptured':
      case 'PurchaseHeld':
      case 'PurchaseCredited':
      case 'CoinsPurchased':
        return [event.data.purchaseId];
      case 'CoinsSpent':
        return event.data.allocations.map(({ purchaseId }) => purchaseId);
      default:
        return [];
    }
  },

  evolve(row, event, key) {
    if (event.type === 'PurchaseCaptured') return captured(event.data);
    if (row === undefined) throw new Error(`${event.type} of a purchase that was never captured`);
    switch (event.type) {
      case 'PurchaseHeld':
        return { ...row, code: event.data.code, state: 'held' };
      case 'PurchaseCredited':
        return { ...row, state: 'credited' };
      case 'CoinsPurchased':
        return granted(row, event);
      case 'CoinsSpent': {
        const coins = event.data.allocations.find(({ purchaseId }) => purchaseId === key)?.coins;
        return coins === undefined ? row : spent(row, coins);
      }
      default:
        return row;
    }
  },

  entries(row): readonly IndexEntry[] {
    if (row.grantedPosition === undefined) return [];
    return [{ index: lotsOf(row.viewerId), order: row.grantedPosition.padStart(20, '0') }];
  },
};

function captured({ purchaseId, report }: PurchaseCaptured['data']): PurchaseRow {
  const { capturedAt, paid, provider, viewerId } = report;
  return {
    capturedAt,
    coins: ZERO,
    paid,
    provider,
    purchaseId,
    remaining: ZERO,
    spent: ZERO,
    state: 'captured',
    viewerId,
  };
}

function granted(
  row: PurchaseRow,
  {
    data: { coins, refundableUntil, residual },
    metadata,
    position,
  }: ProjectedEvent<CoinsPurchased>,
): PurchaseRow {
  return {
    ...row,
    coins,
    grantedAt: metadata.recordedAt,
    grantedPosition: position,
    refundableUntil,
    remaining: coins,
    residual,
  };
}

function spent(row: PurchaseRow, text: CoinsText): PurchaseRow {
  const coins = readCoins(text);
  return {
    ...row,
    remaining: printCoins(subtractCoins(readCoins(row.remaining), coins)),
    spent: printCoins(addCoins(readCoins(row.spent), coins)),
  };
}
