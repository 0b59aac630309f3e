import { Module } from '@nestjs/common';
import { CreatorsController } from './api/creators.controller';
import { ReceivedGifts } from './api/received-gifts';
import { FeedController } from './consumers/feed.controller';

@Module({
  controllers: [CreatorsController, FeedController],
  providers: [ReceivedGifts],
})
export class CreatorEarningsModule {}
