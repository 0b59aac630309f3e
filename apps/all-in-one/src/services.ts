import type { ServiceDefinition } from '@gifting/service';
import { creatorEarningsService } from '../../creator-earnings/src';
import { giftService } from '../../gift/src';
import { payoutService } from '../../payout/src';
import { walletService } from '../../wallet/src';

/** The services that write. Gift comes first, since it activates the first policy. */
export const SERVICES: readonly ServiceDefinition[] = [
  giftService,
  walletService,
  creatorEarningsService,
  payoutService,
];
