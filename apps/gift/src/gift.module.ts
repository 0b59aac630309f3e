import { Module } from '@nestjs/common';
import { GiftSending } from './api/gift-sending';
import { GiftsController } from './api/gifts.controller';
import { PricesController } from './api/prices.controller';
import { PolicyOperationsController } from './api/policy-operations.controller';
import { FirstPolicy } from './first-policy';

@Module({
  controllers: [GiftsController, PolicyOperationsController, PricesController],
  providers: [FirstPolicy, GiftSending],
})
export class GiftModule {}
