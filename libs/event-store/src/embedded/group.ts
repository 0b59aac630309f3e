import { encodeRecord, type LogRecord, RECORD_HEADER_BYTES } from './log-record';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './segment';

/** Room for some thousand events before it must grow. */
const ROOM_BYTES = 1024 * 1024;
/** A buffer that one large burst has blown up is not kept. */
const KEPT_BYTES = 8 * ROOM_BYTES;

/** Told what became of a group. */
export interface Waiter {
  readonly onSynced: () => void;
  readonly onFailed: (error: Error) => void;
}

/** What is written and synced in one go: records, and who waits for them. Used again and again. */
export class Group {
  #buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  #length = 0;
  #start = 0;

  /** Begins a new segment of the log. */
  opensSegment = false;
  /** Where its last record lies. */
  lastOffset = 0;
  events = 0;
  readonly waiters: Waiter[] = [];

  /** Where its first byte lies in the log. */
  get start(): number {
    return this.#start;
  }

  /** Behind its last byte. */
  get end(): number {
    return this.#start + this.#length;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  begin(start: number): void {
    this.#start = start;
  }

  beginSegment(start: number, logId: string): void {
    this.begin(start);
    this.opensSegment = true;
    encodeSegmentHeader(this.#buffer, 0, logId, start);
    this.#length = SEGMENT_HEADER_BYTES;
  }

  /** Adds a record and answers with its offset. */
  add(payload: Buffer, continues: LogRecord['continues']): number {
    const at = this.#length;
    const offset = this.#start + at;
    this.#makeRoom(at + RECORD_HEADER_BYTES + payload.length);
    encodeRecord(this.#buffer, at, { offset, groupStart: this.#start, continues, payload });
    this.#length = at + RECORD_HEADER_BYTES + payload.length;
    this.lastOffset = offset;
    this.events += 1;
    return offset;
  }

  reset(): void {
    this.#length = 0;
    this.opensSegment = false;
    this.events = 0;
    this.waiters.length = 0;
    if (this.#buffer.length > KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  }

  #makeRoom(length: number): void {
    if (length <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#buffer.length));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
