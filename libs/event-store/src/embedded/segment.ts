import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { StoreCorrupted } from '../event-store.port';
import type { Disk, DiskFile } from './disk';
import { decodeRecord, type LogRecord, recordSize } from './log-record';

/** Every segment begins with: magic, identity of the log, own offset in the log, CRC-32 of these. */
export const SEGMENT_HEADER_BYTES = 36;

const MAGIC = Buffer.from('giftlog1');
const LOG_ID_BYTES = 16;
const NAME = /^\d{16}\.log$/;
/** Read at once when going through the log: some thousand events, yet no long pause to parse. */
const CHUNK_BYTES = 512 * 1024;

export const isSegmentName = (name: string): boolean => NAME.test(name);
export const segmentName = (start: number): string => `${String(start).padStart(16, '0')}.log`;
export const segmentStart = (name: string): number => Number.parseInt(name, 10);

export function encodeSegmentHeader(
  target: Buffer,
  at: number,
  logId: string,
  start: number,
): void {
  MAGIC.copy(target, at);
  target.write(logId, at + 8, LOG_ID_BYTES, 'hex');
  target.writeBigUInt64LE(BigInt(start), at + 24);
  target.writeUInt32LE(crc32(target.subarray(at, at + 32)), at + 32);
}

/** A file of the log. It is called by the offset of its first byte in the whole log. */
export class Segment {
  private constructor(
    readonly start: number,
    readonly file: DiskFile,
  ) {}

  static async open(disk: Disk, folder: string, start: number): Promise<Segment> {
    return new Segment(start, await disk.open(join(folder, segmentName(start))));
  }

  /** Where its first record lies. */
  get firstOffset(): number {
    return this.start + SEGMENT_HEADER_BYTES;
  }

  /** Behind its last byte. */
  get end(): number {
    return this.start + this.file.size;
  }

  /** The identity of the log that the segment belongs to; `undefined` when its header is not whole. */
  async logId(): Promise<string | undefined> {
    const header = await this.file.read(0, SEGMENT_HEADER_BYTES);
    if (header.length < SEGMENT_HEADER_BYTES) return undefined;
    const expected = Buffer.alloc(SEGMENT_HEADER_BYTES);
    const logId = header.toString('hex', 8, 8 + LOG_ID_BYTES);
    encodeSegmentHeader(expected, 0, logId, this.start);
    return header.equals(expected) ? logId : undefined;
  }

  /**
   * The records from an offset on that one read holds whole, at least one. Each is checked when it is
   * taken, so whoever stops early has not paid for the rest.
   * @param end where the records end; at most that of the segment
   * @throws StoreCorrupted from the iteration, at a record that is not what was written
   */
  async records(from: number, end: number): Promise<Iterable<LogRecord>> {
    if (from >= end) return [];
    let bytes = await this.read(from, Math.min(CHUNK_BYTES, end - from));
    const first = recordSize(bytes, 0);
    if (first > bytes.length && first <= end - from) bytes = await this.read(from, first);
    return this.#walk(bytes, from, end);
  }

  *#walk(bytes: Buffer, from: number, end: number): Generator<LogRecord> {
    let at = 0;
    do {
      // Not whole in this read, but perhaps in the next one, which begins here.
      if (at > 0 && recordSize(bytes, at) > bytes.length - at && from + bytes.length < end) return;
      const record = decodeRecord(bytes, at, from + at);
      if (record === undefined) throw this.damagedAt(from + at);
      yield record;
      at = record.end - from;
    } while (at < bytes.length);
  }

  read(offset: number, length: number): Promise<Buffer> {
    return this.file.read(offset - this.start, length);
  }

  damagedAt(offset: number): StoreCorrupted {
    return new StoreCorrupted(`${this.file.path}: the record at position ${offset} is damaged`);
  }
}
