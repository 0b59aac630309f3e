export {
  Bus,
  type Delivery,
  type DeliveryBatch,
  type OutgoingMessage,
  type Subscription,
  type Topic,
  type Trouble,
} from './bus.port';
export type { CloudEvent } from './cloud-event';
export { BusTransportStrategy } from './nest/bus-transport.strategy';
export { FeedHandler } from './nest/feed-handler.decorator';
