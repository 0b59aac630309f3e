import { join } from 'node:path';
import type { EventStore } from '../event-store.port';
import { Doorbell } from './doorbell';
import type { Disk } from './disk';
import { EmbeddedEventStore, type QueueLimit } from './embedded-event-store';
import { FileDisk } from './file-disk';
import { LogIndex } from './log-index';
import { recallEvents } from './recall-events';
import { recover } from './store-recovery';
import { SegmentLog } from './segment-log';
import { StoreLock } from './store-lock';

export interface OpenEmbeddedEventStore {
  /** Holds `events/`, the log; `index/`, which may be deleted while the store is closed; `lock/`. */
  readonly dir: string;
  /** What the log is kept on; default the disk of this machine. */
  readonly disk?: Disk;
  /** A file of the log that has grown to this is followed by a new one; default 256 MiB. */
  readonly segmentBytes?: number;
  /** What may wait to be written before appends are refused; default 65,536 events or 64 MiB. */
  readonly queueLimit?: QueueLimit;
  /** So much of the end of the log is held in memory from the start; default 4 MiB. */
  readonly recalledBytes?: number;
}

const SEGMENT_BYTES = 256 * 1024 * 1024;
/** More than a second of the fastest writing that services do: as much as relays publish again. */
const RECALLED_BYTES = 4 * 1024 * 1024;
const QUEUE_LIMIT: QueueLimit = { events: 65_536, bytes: 64 * 1024 * 1024 };

/**
 * Opens the event store of this process.
 *
 * With its index at hand it reads only the end of the log, else all of it. What was not written as a
 * whole when the last process ended is cut off.
 * @throws StoreLocked when another process has it open
 * @throws StoreCorrupted when events are missing or damaged that were acknowledged
 */
export async function openEmbeddedEventStore(options: OpenEmbeddedEventStore): Promise<EventStore> {
  const { dir, disk = new FileDisk() } = options;
  const { segmentBytes = SEGMENT_BYTES, queueLimit = QUEUE_LIMIT } = options;
  const { recalledBytes = RECALLED_BYTES } = options;
  const folder = join(dir, 'events');
  await disk.createFolder(folder);
  // What was opened is closed again, the last first, when the store is closed or cannot be opened.
  const opened: (() => Promise<void>)[] = [];
  const release = async () => {
    while (opened.length > 0) await opened.pop()?.();
  };
  try {
    const lock = await StoreLock.take(join(dir, 'lock'));
    opened.push(() => lock.release());
    const index = await LogIndex.open(join(dir, 'index'));
    opened.push(() => index.close());

    const { recovered, tail } = await recover(disk, folder, index);
    const [synced, added] = [new Doorbell(), new Doorbell()];
    const log: SegmentLog = new SegmentLog({
      disk,
      folder,
      segmentBytes,
      recovered,
      head: tail.offset,
      onSynced: () => {
        index.writeBehind(log.logId, log.durableEnd);
        synced.ring();
        added.ring();
      },
    });
    opened.push(() => index.flush(log.logId, log.durableEnd));
    opened.push(() => log.close());
    index.onFailure = (error) => log.fail(error);
    const { recordedAt } = tail;
    const recent = await recallEvents(log.reader, log.head, recalledBytes);
    return new EmbeddedEventStore({
      log,
      index,
      recent,
      synced,
      added,
      queueLimit,
      recordedAt,
      release,
    });
  } catch (error) {
    await release();
    throw error;
  }
}
