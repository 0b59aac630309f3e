import { StoreCorrupted } from '../event-store.port';
import type { Disk } from './disk';
import type { LogIndex } from './log-index';
import type { LogRecord } from './log-record';
import {
  openSegments,
  type RecoveredLog,
  recoverHeaders,
  recoverRecords,
  type Tail,
} from './log-recovery';
import { parseRecord } from './stored-event';

/**
 * Makes a log fit to be read and continued: cuts off what was not written as a whole, syncs the rest,
 * and brings the index up to it. An index that does not agree with the log is built anew.
 * @throws StoreCorrupted
 */
export async function recover(
  disk: Disk,
  folder: string,
  index: LogIndex,
): Promise<{ readonly recovered: RecoveredLog; readonly tail: Tail }> {
  const segments = await openSegments(disk, folder);
  try {
    const recovered = await recoverHeaders(disk, folder, segments, index.known);
    if (index.known && index.known.logId !== recovered.logId) await index.clear();
    // The name of the last file may not have been synced either.
    await disk.syncFolder(folder);

    let tail = await fill(index, recovered);
    if (tail === undefined && index.known !== undefined) {
      await index.clear();
      tail = await fill(index, recovered);
    }
    if (tail !== undefined) return { recovered, tail };
    throw new StoreCorrupted(`${folder}: events of a stream are missing`);
  } catch (error) {
    for (const { file } of segments) await file.close();
    throw error;
  }
}

/** Indexes what the index does not know yet. `undefined` when the two cannot both be right. */
async function fill(
  index: LogIndex,
  { segments, logId = '' }: RecoveredLog,
): Promise<Tail | undefined> {
  const { known } = index;
  let tail: Tail = { offset: 0, recordedAt: '' };
  let agrees = true;

  const take = (record: LogRecord) => {
    const { stream, revision, metadata } = parseRecord(record);
    const isKnown = record.offset === known?.offset;
    agrees = agrees && lastRevision(index, stream) === (isKnown ? revision : revision - 1);
    if (agrees && !isKnown) index.add(stream, revision, record.offset);
    tail = { offset: record.offset, recordedAt: metadata.recordedAt };
  };

  await recoverRecords(segments, known, async (records) => {
    records.forEach(take);
    // What lies before a group was synced when the group was written.
    const syncedTo = records.at(-1)?.groupStart ?? 0;
    if (index.hasFullBatch) await index.flush(logId, syncedTo);
  });
  return agrees ? tail : undefined;
}

/** `undefined` when the index cannot tell. */
function lastRevision(index: LogIndex, stream: string): number | undefined {
  try {
    return index.lastRevision(stream);
  } catch {
    return undefined;
  }
}
