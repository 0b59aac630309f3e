import type { ServiceDefinition } from '@gifting/service';
import { giftKind } from './incoming';
import { policyKind } from '@gifting/service';
import { GiftModule } from './gift.module';
import { outgoing } from './outgoing';

/** Gifts, and the rules of the economy. */
export const giftService: ServiceDefinition = {
  name: 'gift',
  module: GiftModule,
  kinds: [giftKind, policyKind],
  categories: ['gift', 'policy'],
  outgoing,
  projections: [],
};
