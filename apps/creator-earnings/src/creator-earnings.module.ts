import { Module } from '@nestjs/common';
import { CreatorsController } from './api/creators.controller';
import { ReceivedGifts } from './api/received-gifts';

@Module({
  controllers: [CreatorsController],
  providers: [ReceivedGifts],
})
export class CreatorEarningsModule {}
