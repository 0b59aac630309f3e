import { Module } from '@nestjs/common';
import { CreatorPayoutsController } from './api/creator-payouts.controller';
import { PayoutRequests } from './api/payout-requests';
import { PayoutAccess, PayoutsController } from './api/payouts.controller';
import { PayoutProcessRunner } from './payout-process.runner';

@Module({
  controllers: [CreatorPayoutsController, PayoutsController],
  providers: [PayoutAccess, PayoutProcessRunner, PayoutRequests],
})
export class PayoutModule {}
