import { StoreCorrupted } from '../event-store.port';
import type { LogReader } from './log-reader';
import { RecentEvents } from './recent-events';
import { categoryIn, readEvent } from './stored-event';

/**
 * The newest events of a log that was just opened, at most so many bytes of them. What was under way
 * when the last process ended is asked for first, by many: from memory all of them share it, and
 * nobody reads single records all over the end of the log.
 * @param head where the last event lies; 0 in an empty log
 */
export async function recallEvents(
  log: LogReader,
  head: number,
  bytes: number,
): Promise<RecentEvents> {
  const floor = Math.max(0, head - bytes);
  const recent = new RecentEvents(floor);
  try {
    for (let at = await log.beginningBehind(floor); at <= head && head > 0;) {
      for (const record of await log.records(at)) {
        recent.add(readEvent(record), record.offset, categoryIn(record));
        at = record.end;
      }
    }
    return recent;
  } catch (error) {
    // Whoever reads what is damaged is told, as if it were older.
    if (error instanceof StoreCorrupted) return new RecentEvents(head);
    throw error;
  }
}
