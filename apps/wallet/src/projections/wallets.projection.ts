import type { Projection } from '@gifting/engine';
import { addCoins, type CoinsText, NO_COINS, printCoins, readCoins } from '@gifting/kernel/coins';
import type { WalletEvent } from '../domain/wallet.events';

/** What a viewer sees of the own wallet. */
export type WalletRow = {
  /** Σ remaining */
  readonly coins: CoinsText;
  /** Σ outstanding debt */
  readonly debt: CoinsText;
  readonly frozen: boolean;
};

export const EMPTY_WALLET: WalletRow = {
  coins: printCoins(NO_COINS),
  debt: printCoins(NO_COINS),
  frozen: false,
};

/** The events that change what a viewer sees of the wallet. */
const CHANGES: ReadonlySet<string> = new Set<WalletEvent['type']>([
  'CoinsPurchased',
  'CoinsSpent',
  'CoinsRefunded',
  'CoinsRestored',
  'WalletFrozen',
  'WalletUnfrozen',
]);

/** One row for each viewer; the key is the viewerId. */
export const wallets: Projection<WalletRow, WalletEvent> = {
  name: 'wallets-v2',
  categories: ['wallet'],

  keys: ({ stream, type }) => (CHANGES.has(type) ? [viewerOf(stream)] : []),

  evolve(row = EMPTY_WALLET, event) {
    switch (event.type) {
      case 'CoinsPurchased':
        return {
          ...row,
          coins: printCoins(addCoins(readCoins(row.coins), readCoins(event.data.coins))),
        };
      case 'CoinsSpent':
      case 'CoinsRefunded':
      case 'CoinsRestored':
        return { ...row, coins: event.data.balanceAfter };
      case 'WalletFrozen':
        return { ...row, frozen: true };
      case 'WalletUnfrozen':
        return { ...row, frozen: false };
      default:
        return row;
    }
  },

  entries: () => [],
};

const viewerOf = (stream: string): string => stream.slice('wallet-'.length);
