export type { FeedMessageType, FeedMessages } from './feed-messages';
export type { PayoutSettledV1, PublicEvents } from './public-events';
export {
  DEAD_LETTER,
  FEED_PARTITIONS,
  PUBLIC_PARTITIONS,
  PUBLIC_TOPICS,
  SERVICE_NAMES,
  type ServiceName,
  UPSTREAM_PURCHASES,
  feedOf,
} from './topics';
