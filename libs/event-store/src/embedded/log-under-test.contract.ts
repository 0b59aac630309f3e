import type { FaultDisk } from '@gifting/testing';
import type { KnownLog } from './log-recovery';
import { openSegments, recoverHeaders, recoverRecords } from './log-recovery';
import type { LogRecord } from './log-record';
import { SegmentLog } from './segment-log';

export const FOLDER = '/store/events';

/** A log without index, as the store opens it. */
export async function openLog(
  disk: FaultDisk,
  known?: KnownLog,
  segmentBytes = 1_000,
): Promise<{ readonly log: SegmentLog; readonly payloads: readonly string[] }> {
  const segments = await openSegments(disk, FOLDER);
  const recovered = await recoverHeaders(disk, FOLDER, segments, known);
  await disk.syncFolder(FOLDER);
  const records: LogRecord[] = [];
  const same = known?.logId === recovered.logId ? known : undefined;
  await recoverRecords(recovered.segments, same, async (whole) => void records.push(...whole));
  const log = new SegmentLog({
    disk,
    folder: FOLDER,
    segmentBytes,
    recovered,
    head: records.at(-1)?.offset ?? 0,
    onSynced: () => undefined,
  });
  return { log, payloads: records.map(textOf) };
}

/** Adds one append of some events and waits until it is synced. */
export async function addSynced(log: SegmentLog, ...texts: readonly string[]): Promise<number[]> {
  const offsets = add(log, ...texts);
  await log.synced(undefined);
  return offsets;
}

export function add(log: SegmentLog, ...texts: readonly string[]): number[] {
  return texts.map((text, index) => log.add(payloadOf(text), index < texts.length - 1));
}

export const payloadOf = (text: string): Buffer => Buffer.from(`{"data":{"text":"${text}"}}`);

export const textOf = ({ payload }: LogRecord): string =>
  (JSON.parse(payload.toString()) as { data: { text: string } }).data.text;

/** Everything that the log holds, in order. */
export async function readLog(log: SegmentLog): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let scanned = 0, at = await log.reader.beginningBehind(0); scanned < log.head;) {
    for (const record of await log.reader.records(at)) {
      texts.push(textOf(record));
      scanned = record.offset;
      at = record.end;
    }
  }
  return texts;
}
