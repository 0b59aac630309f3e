import type { FeedMessages, FeedMessageType } from '@gifting/contracts';
import type { FeedMessage } from './feed-message';

/** The data of a message whose type was looked at. The producer's release wrote it in this shape. */
export const messageOf = <Type extends FeedMessageType>(
  _type: Type,
  message: FeedMessage,
): FeedMessages[Type] => message.data as FeedMessages[Type];
