import { Controller, type Type } from '@nestjs/common';
import { type DeliveryBatch, FeedHandler } from '@gifting/bus';
import { feedOf, type ServiceName } from '@gifting/contracts';
import { FeedConsumer } from '@gifting/engine/runtime';

/** The controller that takes a service's feed: everything that other services ask of it. */
export function feedControllerOf(service: ServiceName): Type<unknown> {
  @Controller()
  class FeedController {
    constructor(private readonly consumer: FeedConsumer) {}

    @FeedHandler(feedOf(service))
    handle(batch: DeliveryBatch): Promise<void> {
      return this.consumer.handle(batch);
    }
  }
  return FeedController;
}
