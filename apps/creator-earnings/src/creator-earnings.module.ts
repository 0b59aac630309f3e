import { type DynamicModule, Module } from '@nestjs/common';
import type { EventStreamOptions } from '@gifting/http/app';
import { CreatorsController } from './api/creators.controller';
import { EarningsSeries } from './api/earnings-series';
import { FEED_OPTIONS, FeedController } from './api/feed.controller';
import { FeedFrames } from './api/feed-frames';
import { GiftMessages } from './api/gift-messages';
import { LiveFeed } from './api/live-feed';
import { ReceivedGifts } from './api/received-gifts';
import { SupporterBoards } from './api/supporter-boards';

@Module({})
export class CreatorEarningsModule {
  /** @param feed how streams are kept open; default as the API describes it */
  static with(feed: EventStreamOptions = {}): DynamicModule {
    return {
      module: CreatorEarningsModule,
      controllers: [CreatorsController, FeedController],
      providers: [
        EarningsSeries,
        FeedFrames,
        GiftMessages,
        LiveFeed,
        ReceivedGifts,
        SupporterBoards,
        { provide: FEED_OPTIONS, useValue: feed },
      ],
    };
  }
}
