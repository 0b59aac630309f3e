import type { StoredEvent } from '../event-store.port';
import type { LogIndex } from './log-index';
import type { LogReader } from './log-reader';
import type { Page, PageRead, RecentEvents } from './recent-events';
import { categoryIn, readEvent } from './stored-event';

/** Where one page of the log ended, so that the next need not search for its beginning. */
export interface LogPage extends Page {
  readonly next?: number;
}

/** Reads events: the newest from memory, where all readers share them, the others from the log. */
export class EventReader {
  constructor(
    private readonly log: LogReader,
    private readonly index: LogIndex,
    private readonly recent: RecentEvents,
  ) {}

  /**
   * The events of a stream from one revision to another, both inclusive and both synced.
   * @throws StoreCorrupted
   */
  async ofStream(stream: string, from: number, to: number): Promise<readonly StoredEvent[]> {
    const offsets = await this.index.offsets(stream, from, to);
    const recent = offsets.map((offset) => this.recent.at(offset));
    const missing = offsets.filter((_, place) => recent[place] === undefined);
    const records = await this.log.read(missing);
    const read = new Map(records.map((record) => [record.offset, readEvent(record)]));
    return offsets.map((offset, place) => {
      const event = recent[place] ?? read.get(offset);
      if (event?.stream === stream && event.revision === from + place) return event;
      throw this.index.damaged(`revision ${from + place} of ${stream} is not at ${offset}`);
    });
  }

  /**
   * Events of all streams in the order of the log. From the log it takes no more than one read.
   * @param next where the record begins that follows `after`, when that is known
   * @throws StoreCorrupted
   */
  async page(read: PageRead, next?: number): Promise<LogPage> {
    if (this.recent.covers(read.after)) return this.recent.page(read);
    const { after, categories, limit } = read;
    const events: StoredEvent[] = [];
    let scanned = after;
    let at = next ?? (await this.log.beginningBehind(after));
    for (const record of await this.log.records(at)) {
      if (events.length >= limit || record.offset >= read.end) break;
      at = record.end;
      scanned = record.offset;
      if (categories && !categories.has(categoryIn(record))) continue;
      events.push(readEvent(record));
    }
    return { events, scanned, next: at };
  }
}
