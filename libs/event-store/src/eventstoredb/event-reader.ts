import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { comparePositions, maxPosition, type Position, START } from '@gifting/kernel';
import {
  type AllRead,
  categoryOf,
  type EventBatch,
  type StoredEvent,
  type StreamRead,
} from '../event-store.port';
import type { ClientCalls, ReadCall } from './client-calls';
import { isInvalidPosition, isStreamDeleted } from './engine-errors';
import { type RecordedEvent, streamOf, toStoredEvent } from './event-codec';
import { justBefore, justBehind, toPosition } from './position-codec';
import { allReadRequest, END, streamReadRequest } from './read-request';
import { retrying } from './retry';

export interface EventReaderOptions {
  /** For how long a failed read is tried again. */
  readonly retryForMs: number;
  readonly onTrouble: (error: unknown) => void;
  /** Aborts when the store closes: what fails then is not tried again. */
  readonly closing: AbortSignal;
}

const MAX_PAGE = 1_000;
const DEADLINE_MS = 30_000;

/** Notes lie in the same EventStoreDB and are no events of ours. */
const NOTES = 'note';

/** Reads from the leader. A lost connection is tried again for some seconds, then thrown. */
export class EventReader {
  /** The newest of our events seen so far: nothing of ours was newer then, so a search ends there. */
  private newest: Position = START;

  constructor(
    private readonly calls: ClientCalls,
    private readonly options: EventReaderOptions,
  ) {}

  async stream(stream: string, read: StreamRead = {}): Promise<readonly StoredEvent[]> {
    const { backwards = false, from = backwards ? END : 0 } = read;
    const limit = pageSize(read.limit);
    if (limit === 0) return [];
    const request = streamReadRequest({ stream, from, backwards, limit });
    try {
      return (await this.read(request)).map(toStoredEvent);
    } catch (error) {
      if (isStreamDeleted(error)) return [];
      throw error;
    }
  }

  /** A page that is not full has looked at everything that was there when it was asked for. */
  async all({ from, categories, limit }: AllRead, signal?: AbortSignal): Promise<EventBatch> {
    const size = pageSize(limit);
    const events: StoredEvent[] = [];
    let scannedTo = from;
    if (size === 0) return { events, scannedTo };
    const head = await this.head(signal);
    // One more than wanted, for a page of the server begins with the event before ours.
    for await (const recorded of this.recordedFrom(from, categories, size + 1, signal)) {
      if (!isWanted(streamOf(recorded), categories)) continue;
      const event = toStoredEvent(recorded);
      events.push(event);
      scannedTo = justBehind(event.position);
      if (events.length === size) return { events, scannedTo };
    }
    return { events, scannedTo: maxPosition(scannedTo, head === START ? START : justBehind(head)) };
  }

  /** The position of the newest of our events, `START` when there is none. */
  async head(signal?: AbortSignal): Promise<Position> {
    let from: Position | typeof END = END;
    for (let limit = 8; ; limit = Math.min(limit * 8, MAX_PAGE)) {
      const request = allReadRequest({ from, backwards: true, categories: undefined, limit });
      const page = await this.read(request, signal);
      for (const recorded of page) {
        from = toPosition(recorded);
        if (comparePositions(from, this.newest) <= 0) return this.newest;
        if (isWanted(streamOf(recorded), undefined)) return (this.newest = from);
      }
      if (page.length < limit) return this.newest;
    }
  }

  /**
   * A position that the server takes for the beginning of a read, with no event between it and the one
   * given. Where there is none, as for a position that was made up, it is the start of all.
   */
  async startFor(position: Position, signal?: AbortSignal): Promise<Position> {
    if (position === START) return START;
    for (const start of [position, justBefore(position)]) {
      const probe = { from: start, backwards: false, categories: undefined, limit: 1 };
      try {
        await this.read(allReadRequest(probe), signal);
        return start;
      } catch (error) {
        if (!isInvalidPosition(error)) throw error;
      }
    }
    return START;
  }

  /** Everything at a position and behind it, page by page, up to what is now the end. */
  private async *recordedFrom(
    from: Position,
    categories: readonly string[] | undefined,
    limit: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordedEvent> {
    const pageAt = (start: Position) =>
      this.read(allReadRequest({ from: start, backwards: false, categories, limit }), signal);
    let seen: Position | undefined;
    for (let page = await this.firstPage(from, pageAt, signal); ;) {
      for (const recorded of page) {
        const position = toPosition(recorded);
        const isNew = seen === undefined || comparePositions(position, seen) > 0;
        if (isNew && comparePositions(position, from) >= 0) yield recorded;
        seen = position;
      }
      if (seen === undefined || page.length < limit) return;
      // The next page begins with the event that this one ended with.
      page = await pageAt(seen);
    }
  }

  /** May begin with events that lie before the position. */
  private async firstPage(
    from: Position,
    pageAt: (start: Position) => Promise<readonly RecordedEvent[]>,
    signal: AbortSignal | undefined,
  ): Promise<readonly RecordedEvent[]> {
    if (from === START) return pageAt(START);
    try {
      // The likeliest is a position just behind an event: where the page before ended.
      return await pageAt(justBefore(from));
    } catch (error) {
      if (!isInvalidPosition(error)) throw error;
      return pageAt(await this.startFor(from, signal));
    }
  }

  private read(request: ReadReq, signal?: AbortSignal): Promise<readonly RecordedEvent[]> {
    const { retryForMs: forMs, onTrouble, closing } = this.options;
    const attempt = async () => recordedIn(await this.calls.read(request, DEADLINE_MS), signal);
    return retrying(attempt, { forMs, onTrouble, signal: signal ?? closing });
  }
}

/** Whether a stream is of one of the categories; without any, whether it is one of ours. */
export function isWanted(stream: string, categories: readonly string[] | undefined): boolean {
  const category = categoryOf(stream);
  if (categories !== undefined) return categories.includes(category);
  return !stream.startsWith('$') && category !== NOTES;
}

const pageSize = (limit = MAX_PAGE): number => Math.min(limit, MAX_PAGE);

/** Everything that the call answers. That a stream is not there is an answer without events. */
function recordedIn(call: ReadCall, signal?: AbortSignal): Promise<readonly RecordedEvent[]> {
  return new Promise((resolve, reject) => {
    const events: RecordedEvent[] = [];
    const cancel = () => call.cancel();
    const settle = () => signal?.removeEventListener('abort', cancel);
    call.on('data', (response: ReadResp) => {
      const recorded = response.getEvent()?.getEvent();
      if (recorded !== undefined) events.push(recorded);
    });
    call.on('end', () => {
      settle();
      resolve(events);
    });
    call.on('error', (error) => {
      settle();
      reject(error);
    });
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
  });
}
