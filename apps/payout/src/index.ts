import type { ServiceDefinition } from '@gifting/service';
import { operationKind, payoutKind } from './incoming';
import { PayoutModule } from './payout.module';
import { payouts } from './projections/payouts.projection';
import { outgoing } from './outgoing';

/** Payouts: diamonds become money at a provider. */
export const payoutService: ServiceDefinition = {
  name: 'payout',
  module: PayoutModule,
  kinds: [payoutKind, operationKind],
  categories: ['payout', 'operation'],
  outgoing,
  projections: [payouts],
};
