import type { ServiceDefinition } from '@gifting/service';
import { earningsKind } from './incoming';
import { CreatorEarningsModule } from './creator-earnings.module';
import { earnings } from './projections/earnings.projection';
import { series } from './projections/series.projection';
import { supporters } from './projections/supporters.projection';
import { outgoing } from './outgoing';

/** Diamonds: gifts credit them, payouts reserve and redeem them. */
export const creatorEarningsService: ServiceDefinition = {
  name: 'creator-earnings',
  module: CreatorEarningsModule.with(),
  kinds: [earningsKind],
  categories: ['earnings'],
  outgoing,
  projections: [earnings, series, supporters],
};
