import type { ServiceDefinition } from '@gifting/service';
import { earningsTarget } from './consumers/targets';
import { CreatorEarningsModule } from './creator-earnings.module';
import { earnings } from './projections/earnings.projection';
import { supporters } from './projections/supporters.projection';
import { publish } from './publish';

/** Diamonds: gifts credit them, payouts reserve and redeem them. */
export const creatorEarningsService: ServiceDefinition = {
  name: 'creator-earnings',
  module: CreatorEarningsModule,
  targets: [earningsTarget],
  categories: ['earnings'],
  publish,
  projections: [earnings, supporters],
};
