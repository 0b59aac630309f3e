import { foldStream, isKnown } from './stream-state';
import { type EventStore } from '@gifting/event-store';
import { comparePositions, type Position } from '@gifting/kernel';
import type { FeedMessage } from './feed-message';

/** Messages of a key come in order, so the newest events show the watermark of whoever sends most. */
const LAST_EVENTS = 2;
const NO_FOLD = { initial: undefined, evolve: () => undefined };

/**
 * Tells messages that were answered before the process started from the end of their stream alone.
 * After a crash relays publish again what they published last, and to fold a stream for each would
 * take longer than all of it took before.
 *
 * It never takes a message for answered that is not: what the last events say of a producer is at or
 * below its watermark. What they do not tell, the fold of the whole stream does.
 */
export class AnsweredBefore {
  constructor(
    private readonly store: EventStore,
    /** The head of the store when the process started; what lies behind it comes for the first time. */
    private readonly startedAt: Position,
  ) {}

  mayHave({ source }: FeedMessage): boolean {
    return comparePositions(source.position, this.startedAt) <= 0;
  }

  /** Those of the messages for a stream of which its end does not tell that they were answered. */
  async rest(stream: string, messages: readonly FeedMessage[]): Promise<readonly FeedMessage[]> {
    const last = await this.store.readStream(stream, { backwards: true, limit: LAST_EVENTS });
    const end = foldStream(NO_FOLD, last.toReversed());
    return messages.filter(({ source }) => !isKnown(end, source));
  }
}
