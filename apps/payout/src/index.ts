import type { ServiceDefinition } from '@gifting/service';
import { payoutKind } from './incoming';
import { PayoutModule } from './payout.module';
import { payouts } from './projections/payouts.projection';
import { outgoing } from './outgoing';

/** Payouts: diamonds become money at a provider. */
export const payoutService: ServiceDefinition = {
  name: 'payout',
  module: PayoutModule,
  kinds: [payoutKind],
  categories: ['payout'],
  outgoing,
  projections: [payouts],
};
