import { StoreCorrupted } from '../event-store.port';
import type { Disk } from './disk';
import { findRecords, type LogRecord } from './log-record';
import { isSegmentName, Segment, segmentStart } from './segment';

/** What is known of a log before it is opened: its identity, and the last event that was synced. */
export interface KnownLog {
  readonly logId: string;
  readonly offset: number;
}

/** The last event of a log. */
export interface Tail {
  /** 0 in an empty log. */
  readonly offset: number;
  /** The empty string in an empty log, which sorts before every time. */
  readonly recordedAt: string;
}

export interface RecoveredLog {
  /** Of an empty log there is none. */
  readonly logId: string | undefined;
  readonly segments: readonly Segment[];
}

/** Opens the files of a log, in order. */
export async function openSegments(disk: Disk, folder: string): Promise<readonly Segment[]> {
  const names = (await disk.list(folder)).filter(isSegmentName).toSorted();
  return Promise.all(names.map((name) => Segment.open(disk, folder, segmentStart(name))));
}

/**
 * Checks that the files follow each other and belong together, and removes the last one when it never
 * came to be: it was created for a group that was not synced.
 * @param known the last event that is known to have been synced
 * @throws StoreCorrupted when what was synced is not there any more
 */
export async function recoverHeaders(
  disk: Disk,
  folder: string,
  segments: readonly Segment[],
  known: KnownLog | undefined,
): Promise<RecoveredLog> {
  const logId = await segments[0]?.logId();
  // What is known of another log says nothing of this one.
  const isSame = logId === undefined || logId === known?.logId;
  const syncedTo = known !== undefined && isSame ? known.offset : -1;

  const last = segments.at(-1);
  if (last !== undefined && syncedTo < last.start && (await isTorn(last))) {
    await last.file.close();
    await disk.remove(last.file.path);
    return recoverHeaders(disk, folder, segments.slice(0, -1), known);
  }
  let end = 0;
  for (const segment of segments) {
    if (segment.start !== end) {
      throw new StoreCorrupted(`${segment.file.path}: the log before it ends at ${end}`);
    }
    const own = await segment.logId();
    if (own === undefined || own !== logId) {
      throw new StoreCorrupted(`${segment.file.path}: this is no segment of log ${logId}`);
    }
    end = segment.end;
  }
  if (syncedTo >= end) {
    throw new StoreCorrupted(
      `${folder}: the log ends before position ${syncedTo}, which was synced`,
    );
  }
  return { logId, segments };
}

/**
 * Goes through the log from the last known event on, which is given too, cuts off at its end what was
 * not written as a whole, and makes the rest durable.
 * @param onRecords given the records of whole appends, in order
 * @throws StoreCorrupted when records are damaged that had been synced
 */
export async function recoverRecords(
  segments: readonly Segment[],
  known: KnownLog | undefined,
  onRecords: (records: readonly LogRecord[]) => Promise<void>,
): Promise<void> {
  const from = known?.offset ?? 0;
  for (const segment of segments) {
    if (segment.end <= from) continue;
    const first = Math.max(from, segment.firstOffset);
    const scanned = await scanAppends(segment, first, onRecords);
    const isLast = segment === segments.at(-1);
    if (scanned.end < segment.end) {
      const damaged = scanned.damagedAt ?? segment.end;
      const wasSynced =
        damaged === known?.offset || !isLast || (await hasLaterGroup(segment, damaged));
      if (wasSynced) throw segment.damagedAt(damaged);
      await segment.file.truncate(scanned.end - segment.start);
    }
    if (isLast) await syncAnew(segment, scanned.groupStart ?? segment.start);
  }
}

/**
 * Writes the last group once more and syncs it. Its sync may never have come, or have failed: then
 * the kernel may count its pages as clean, and a sync alone would save nothing.
 */
async function syncAnew(segment: Segment, groupStart: number): Promise<void> {
  const bytes = await segment.read(groupStart, segment.end - groupStart);
  await segment.file.write(groupStart - segment.start, bytes);
  await segment.file.sync();
}

interface Scanned {
  /** Behind the last whole append. */
  readonly end: number;
  /** Where the group of the last whole append begins. */
  readonly groupStart?: number;
  /** Where the first damaged record begins. */
  readonly damagedAt?: number;
}

async function scanAppends(
  segment: Segment,
  from: number,
  onRecords: (records: readonly LogRecord[]) => Promise<void>,
): Promise<Scanned> {
  let scanned: Scanned = { end: from };
  let append: LogRecord[] = [];
  for (let at = from; at < segment.end;) {
    const whole: LogRecord[] = [];
    const isDamaged = await throwsCorrupted(async () => {
      for (const record of await segment.records(at, segment.end)) {
        append.push(record);
        at = record.end;
        if (record.continues) continue;
        whole.push(...append);
        append = [];
        scanned = { end: at, groupStart: record.groupStart };
      }
    });
    await onRecords(whole);
    if (isDamaged) return { ...scanned, damagedAt: at };
  }
  return scanned;
}

/** Whether the file was created for a group that was never synced. */
async function isTorn(segment: Segment): Promise<boolean> {
  return (await segment.logId()) === undefined && !(await hasLaterGroup(segment, segment.start));
}

/** Whether a whole record stands behind a damaged one that can only have been written later. */
async function hasLaterGroup(segment: Segment, damaged: number): Promise<boolean> {
  const bytes = await segment.read(damaged, segment.end - damaged);
  for (const record of findRecords(bytes, damaged)) {
    if (record.groupStart > damaged) return true;
  }
  return false;
}

async function throwsCorrupted(body: () => Promise<void>): Promise<boolean> {
  try {
    await body();
    return false;
  } catch (error) {
    if (error instanceof StoreCorrupted) return true;
    throw error;
  }
}
