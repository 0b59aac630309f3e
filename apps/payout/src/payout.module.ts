import { Module } from '@nestjs/common';
import { CreatorPayoutsController } from './api/creator-payouts.controller';
import { PayoutCancellations } from './api/payout-cancellations';
import { PayoutRequests } from './api/payout-requests';
import { PayoutAccess, PayoutsController } from './api/payouts.controller';
import { PayoutProcessRunner } from './payout-process.runner';

@Module({
  controllers: [CreatorPayoutsController, PayoutsController],
  providers: [PayoutAccess, PayoutCancellations, PayoutProcessRunner, PayoutRequests],
})
export class PayoutModule {}
