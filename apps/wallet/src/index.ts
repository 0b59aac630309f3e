import type { ServiceDefinition } from '@gifting/service';
import { purchaseTarget, walletTarget } from './consumers/targets';
import { purchases } from './projections/purchases.projection';
import { wallets } from './projections/wallets.projection';
import { publish } from './publish';
import { WalletModule } from './wallet.module';

/** Coins: purchases become lots, gifts spend them. */
export const walletService: ServiceDefinition = {
  name: 'wallet',
  module: WalletModule,
  targets: [walletTarget, purchaseTarget],
  categories: ['wallet', 'purchase'],
  publish,
  projections: [wallets, purchases],
};
