import type { ServiceDefinition } from '@gifting/service';
import { operationTarget, payoutTarget } from './consumers/targets';
import { PayoutModule } from './payout.module';
import { payouts } from './projections/payouts.projection';
import { publish } from './publish';

/** Payouts: diamonds become money at a provider. */
export const payoutService: ServiceDefinition = {
  name: 'payout',
  module: PayoutModule,
  targets: [payoutTarget, operationTarget],
  categories: ['payout', 'operation'],
  publish,
  projections: [payouts],
};
