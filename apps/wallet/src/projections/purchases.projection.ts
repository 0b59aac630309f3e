import type { IndexEntry } from '@gifting/read-store';
import type { ProjectedEvent, Projection } from '@gifting/engine';
import {
  addCoins,
  type Coins,
  type CoinsText,
  NO_COINS,
  printCoins,
  readCoins,
  subtractCoins,
} from '@gifting/kernel/coins';
import {
  addMicros,
  type MoneyText,
  NO_MICROS,
  printMoney,
  readMicros,
} from '@gifting/kernel/money';
import { type Position, type PurchaseId, type RefusalCode, type ViewerId } from '@gifting/kernel';
import type { PurchaseCaptured, PurchaseEvent } from '../domain/purchase.events';
import type { CoinsPurchased, WalletEvent } from '../domain/wallet.events';

/** A purchase with its lot: coins = remaining + spent + refunded. */
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
  /** Refunds that were approved and not undone, oldest first. Each has a coin at least. */
  readonly refunds: readonly RefundedPart[];
  readonly remaining: CoinsText;
  readonly residual?: MoneyText;
  readonly spent: CoinsText;
  readonly state: 'captured' | 'credited' | 'held';
  readonly viewerId: ViewerId;
};

/** What one refund took out of the lot, and gave back. */
export type RefundedPart = {
  readonly coins: CoinsText;
  readonly money: MoneyText;
  readonly refundId: string;
};

const ZERO = printCoins(NO_COINS);

/** Σ coins of the refunds of a purchase. */
export const refundedCoins = ({ refunds }: PurchaseRow): Coins =>
  refunds.reduce((sum, { coins }) => addCoins(sum, readCoins(coins)), NO_COINS);

/** Σ money of the refunds of a purchase. */
export const refundedMoney = ({ paid, refunds }: PurchaseRow): MoneyText =>
  printMoney(
    paid.currency,
    refunds.reduce((sum, { money }) => addMicros(sum, readMicros(money)), NO_MICROS),
  );

/** What a purchase has come to: an approved refund counts until it fails. */
export function stateOf(row: PurchaseRow): PurchaseRow['state'] | 'partly-refunded' | 'refunded' {
  const coins = refundedCoins(row);
  if (coins === NO_COINS) return row.state;
  return coins === readCoins(row.coins) ? 'refunded' : 'partly-refunded';
}

/** The index of a viewer's lots, in the order granted. */
export const lotsOf = (viewerId: ViewerId): string => `lots:${viewerId}`;

/** One row for each purchase; the key is the purchaseId. Lots are listed by viewer. */
export const purchases: Projection<PurchaseRow, PurchaseEvent | WalletEvent> = {
  name: 'purchases-v2',
  categories: ['purchase', 'wallet'],

  keys(event) {
    switch (event.type) {
      case 'PurchaseCaptured':
      case 'PurchaseHeld':
      case 'PurchaseCredited':
      case 'CoinsPurchased':
      case 'CoinsRefunded':
      case 'CoinsRestored':
      case 'RefundReported':
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
      case 'CoinsRefunded': {
        const { coins, money, refundId } = event.data;
        return {
          ...row,
          refunds: [...row.refunds, { coins, money, refundId }],
          remaining: printCoins(subtractCoins(readCoins(row.remaining), readCoins(coins))),
        };
      }
      case 'CoinsRestored': {
        const { claimId, coins } = event.data;
        return {
          ...row,
          refunds: row.refunds.filter(({ refundId }) => refundId !== claimId),
          remaining: printCoins(addCoins(readCoins(row.remaining), readCoins(coins))),
        };
      }
      case 'RefundReported': {
        // What the provider paid is a fact, whatever had been approved.
        const { amount: money, refundId } = event.data;
        const reported = (part: RefundedPart) =>
          part.refundId === refundId ? { ...part, money } : part;
        return { ...row, refunds: row.refunds.map(reported) };
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
    refunds: [],
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
