import { crc32 } from 'node:zlib';

/**
 * A record of the log: one event.
 *
 * ```
 * u32  CRC-32 of all that follows, begun with the record's own offset
 * u32  length of the payload; the top bit says that the next record belongs to the same append
 * u32  bytes from the start of the record's group: what was written in one go, behind synced bytes
 *      payload, the canonical bytes of the event
 * ```
 *
 * The offset in the CRC finds records that stand in a wrong place. The group tells damage from a torn
 * write: a group is begun only when all before it is synced, so a damaged record with a whole record
 * of a later group behind it was synced once.
 */
export interface LogRecord {
  /** The place of the record in the whole log: the position of the event. */
  readonly offset: number;
  /** Behind the last byte of the record. */
  readonly end: number;
  readonly groupStart: number;
  readonly continues: boolean;
  readonly payload: Buffer;
}

export const RECORD_HEADER_BYTES = 12;

const CONTINUES = 0x8000_0000;
/** How the payload of every record begins, for data is the first member in canonical order. */
const PAYLOAD_BEGINS = Buffer.from('{"data":');

/** Writes a record at `at`; the target must have room for it. */
export function encodeRecord(
  target: Buffer,
  at: number,
  record: Pick<LogRecord, 'offset' | 'groupStart' | 'continues' | 'payload'>,
): void {
  const { offset, groupStart, continues, payload } = record;
  target.writeUInt32LE(continues ? payload.length + CONTINUES : payload.length, at + 4);
  target.writeUInt32LE(offset - groupStart, at + 8);
  target.set(payload, at + RECORD_HEADER_BYTES);
  const checked = target.subarray(at + 4, at + RECORD_HEADER_BYTES + payload.length);
  target.writeUInt32LE(crc32(checked, offset >>> 0), at);
}

/** The size that the record at `at` says it has; more than any rest when not even the header is there. */
export function recordSize(source: Buffer, at: number): number {
  if (source.length - at < RECORD_HEADER_BYTES) return Number.POSITIVE_INFINITY;
  return RECORD_HEADER_BYTES + (source.readUInt32LE(at + 4) & ~CONTINUES);
}

/** The record at `at`, whose place in the log is `offset`; `undefined` unless it is whole and right. */
export function decodeRecord(source: Buffer, at: number, offset: number): LogRecord | undefined {
  const size = recordSize(source, at);
  if (size > source.length - at) return undefined;
  const crc = crc32(source.subarray(at + 4, at + size), offset >>> 0);
  if (crc !== source.readUInt32LE(at)) return undefined;
  return {
    offset,
    end: offset + size,
    groupStart: offset - source.readUInt32LE(at + 8),
    continues: source.readUInt32LE(at + 4) >= CONTINUES,
    payload: source.subarray(at + RECORD_HEADER_BYTES, at + size),
  };
}

/**
 * Looks for whole records where it is not known at which byte one begins.
 * @param offset the place of the first byte of `source` in the log
 */
export function* findRecords(source: Buffer, offset: number): Generator<LogRecord> {
  for (let hit = source.indexOf(PAYLOAD_BEGINS); hit >= 0;) {
    const at = hit - RECORD_HEADER_BYTES;
    const record = at < 0 ? undefined : decodeRecord(source, at, offset + at);
    if (record !== undefined) yield record;
    hit = source.indexOf(PAYLOAD_BEGINS, hit + 1);
  }
}
