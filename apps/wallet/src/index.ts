import type { ServiceDefinition } from '@gifting/service';
import { purchaseKind, refundKind, walletKind } from './incoming';
import { purchases } from './projections/purchases.projection';
import { wallets } from './projections/wallets.projection';
import { outgoing } from './outgoing';
import { WalletModule } from './wallet.module';

/** Coins: purchases become lots, gifts spend them, refunds take them back. */
export const walletService: ServiceDefinition = {
  name: 'wallet',
  module: WalletModule,
  kinds: [walletKind, purchaseKind, refundKind],
  categories: ['wallet', 'purchase', 'refund'],
  outgoing,
  projections: [wallets, purchases],
};
