import { Controller } from '@nestjs/common';
import type { DeliveryBatch } from '@gifting/bus';
import { FeedHandler } from '@gifting/bus';
import { feedOf } from '@gifting/contracts';
import { FeedConsumer } from '@gifting/service';

/** Everything that other services ask of a creator's earnings. */
@Controller()
export class FeedController {
  constructor(private readonly consumer: FeedConsumer) {}

  @FeedHandler(feedOf('creator-earnings'))
  handle(batch: DeliveryBatch): Promise<void> {
    return this.consumer.handle(batch);
  }
}
