import type { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { comparePositions, maxPosition, type Position } from '@gifting/kernel';
import {
  type EventBatch,
  type Follow,
  StoreCorrupted,
  type StoredEvent,
} from '../event-store.port';
import { Arrivals } from './arrivals';
import type { ClientCalls } from './client-calls';
import { streamOf, toStoredEvent } from './event-codec';
import { type EventReader, isWanted } from './event-reader';
import { justBehind } from './position-codec';
import { subscriptionRequest } from './read-request';
import { retryPause } from '../retry-pause';

/** After so long without an event a follower asks whether others wrote: `scannedTo` has to move. */
const QUIET_MS = 500;

export interface FollowContext {
  readonly calls: Pick<ClientCalls, 'read'>;
  readonly reader: Pick<EventReader, 'all' | 'head' | 'startFor'>;
  /** Told of every lost subscription; the next one begins behind what was yielded. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Follows for ever: a subscription that fails, or that the server ends, is begun again.
 * @throws StoreCorrupted
 */
export async function* followEvents(
  context: FollowContext,
  follow: Follow,
): AsyncGenerator<EventBatch, void> {
  const { signal } = follow;
  let { after } = follow;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      for await (const batch of new Subscription(context, { ...follow, after }).batches()) {
        failures = 0;
        after = batch.scannedTo;
        yield batch;
      }
    } catch (error) {
      if (error instanceof StoreCorrupted) throw error;
      if (!signal.aborted) context.onTrouble(error);
    }
    await retryPause(failures + 1, signal);
  }
}

/**
 * One subscription, until it fails or the signal aborts.
 *
 * The server's checkpoints are not used: one may say more than was delivered, and after one sent in an
 * empty store none follow. `scannedTo` moves with events, with the message that all old events have
 * come, and in silence by asking the server.
 */
class Subscription {
  private scannedTo: Position;
  /** An event that the server had though the subscription had not delivered it. */
  private overdue: Position | undefined;

  constructor(
    private readonly context: FollowContext,
    private readonly follow: Follow,
  ) {
    this.scannedTo = follow.after;
  }

  async *batches(): AsyncGenerator<EventBatch, void> {
    const { calls, reader } = this.context;
    const { after, categories, signal } = this.follow;
    const head = await reader.head(signal);
    const start = await reader.startFor(after, signal);
    const call = await calls.read(subscriptionRequest(start, categories));
    const arrivals = new Arrivals(call, signal);
    try {
      for (let isLive = false; ;) {
        const arrived = await arrivals.take(QUIET_MS);
        if (signal.aborted) return;
        const before = this.scannedTo;
        const events = arrived.flatMap((response) => this.eventIn(response));
        if (arrived.some((response) => response.hasCaughtUp())) {
          isLive = true;
          this.scannedTo = maxPosition(this.scannedTo, head);
        }
        if (arrived.length === 0 && isLive) await this.moveInSilence(start);
        if (this.scannedTo !== before) yield { events, scannedTo: this.scannedTo };
      }
    } finally {
      arrivals.close();
    }
  }

  private eventIn(response: ReadResp): readonly StoredEvent[] {
    const { after, categories } = this.follow;
    const recorded = response.getEvent()?.getEvent();
    if (recorded === undefined || !isWanted(streamOf(recorded), categories)) return [];
    const event = toStoredEvent(recorded);
    if (comparePositions(event.position, after) <= 0) return [];
    if (comparePositions(event.position, this.scannedTo) <= 0) {
      throw new Error(`the server delivered ${event.position} after ${this.scannedTo}`);
    }
    this.scannedTo = event.position;
    return [event];
  }

  /**
   * Moves to the newest event when a read finds nothing before it that matches.
   * @throws when the server keeps back the same event for a second time
   */
  private async moveInSilence(start: Position): Promise<void> {
    const { after, categories, signal } = this.follow;
    const { reader } = this.context;
    const head = await reader.head(signal);
    if (comparePositions(head, this.scannedTo) <= 0) return;
    const from =
      this.scannedTo === after ? maxPosition(after, justBehind(start)) : justBehind(this.scannedTo);
    const { events } = await reader.all({ from, categories, limit: 1 }, signal);
    const missing = events[0]?.position;
    if (missing === undefined) this.scannedTo = head;
    else if (missing === this.overdue) throw new Error(`nothing came though ${missing} was there`);
    this.overdue = missing;
  }
}
