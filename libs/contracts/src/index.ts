export { type FeedMessageType, type FeedMessages, feedMessages } from './feed-messages';
export { type PublicEvents, publicEvents } from './public-events';
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
