import type { ServiceDefinition } from '@gifting/service';
import { giftTarget } from './consumers/targets';
import { GiftModule } from './gift.module';
import { publish } from './publish';

/** Gifts, and the rules of the economy. */
export const giftService: ServiceDefinition = {
  name: 'gift',
  module: GiftModule,
  targets: [giftTarget],
  categories: ['gift', 'policy'],
  publish,
  projections: [],
};
