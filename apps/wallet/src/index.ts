import type { ServiceDefinition } from '@gifting/service';
import { purchaseKind, walletKind } from './incoming';
import { purchases } from './projections/purchases.projection';
import { wallets } from './projections/wallets.projection';
import { outgoing } from './outgoing';
import { WalletModule } from './wallet.module';

/** Coins: purchases become lots, gifts spend them. */
export const walletService: ServiceDefinition = {
  name: 'wallet',
  module: WalletModule,
  kinds: [walletKind, purchaseKind],
  categories: ['wallet', 'purchase'],
  outgoing,
  projections: [wallets, purchases],
};
