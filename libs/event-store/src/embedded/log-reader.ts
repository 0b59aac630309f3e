import { StoreCorrupted } from '../event-store.port';
import { decodeRecord, findRecords, type LogRecord, recordSize } from './log-record';
import type { Segment } from './segment';

/** Holds nearly every event, so that one read is enough. */
const GUESSED_RECORD_BYTES = 4 * 1024;
/** Records that lie no further apart are read at once. */
const GAP_BYTES = 16 * 1024;
const SPAN_BYTES = 1024 * 1024;
/** Looked through backwards for the beginning of a record, at first. */
const SEARCHED_BYTES = 64 * 1024;
/** Reads under way at once; more would keep the log's own writes waiting. */
const PARALLEL_READS = 8;

/** Reads the synced part of a log. Every record is checked each time it is read. */
export class LogReader {
  constructor(
    private readonly segments: readonly Segment[],
    private readonly durableEnd: () => number,
  ) {}

  /**
   * Some records from the beginning of one on, in order; none at the end of the log.
   * Each is checked when it is taken: the iteration throws StoreCorrupted.
   */
  async records(from: number): Promise<Iterable<LogRecord>> {
    const { segment, end } = this.#segmentAt(from);
    return segment?.records(Math.max(from, segment.firstOffset), end) ?? [];
  }

  /**
   * Where the first record behind an offset begins, or would begin.
   *
   * The offset of a record is found at once. For any other the nearest whole record before it is
   * searched and everything from there on checked, so that no damaged record is passed over.
   */
  async beginningBehind(offset: number): Promise<number> {
    const { segment, end } = this.#segmentAt(offset);
    if (segment === undefined || offset >= end) return Math.max(0, offset);
    if (offset < segment.firstOffset) return segment.firstOffset;
    const exact = await this.#recordAt(offset);
    if (exact !== undefined) return exact.end;

    for (let at = await recordBefore(segment, offset); ;) {
      for (const record of await segment.records(at, end)) {
        at = record.end;
        if (at > offset) return at;
      }
    }
  }

  /**
   * Single records by their offsets, in the order asked for.
   * @throws StoreCorrupted
   */
  async read(offsets: readonly number[]): Promise<readonly LogRecord[]> {
    const found = new Map<number, LogRecord>();
    const spans = spansOf(offsets);
    for (let first = 0; first < spans.length; first += PARALLEL_READS) {
      const parallel = spans.slice(first, first + PARALLEL_READS);
      const records = await Promise.all(parallel.map((span) => this.#readSpan(span)));
      for (const record of records.flat()) found.set(record.offset, record);
    }
    return offsets.flatMap((offset) => found.get(offset) ?? []);
  }

  async #readSpan(offsets: readonly number[]): Promise<readonly LogRecord[]> {
    const [first = 0] = offsets;
    const last = offsets.at(-1) ?? first;
    const bytes = await this.#segmentAt(first).segment?.read(
      first,
      last - first + GUESSED_RECORD_BYTES,
    );
    const records: LogRecord[] = [];
    for (const offset of offsets) {
      // One that is longer than guessed, or lies in the next segment, is read by itself.
      const record =
        (bytes && decodeRecord(bytes, offset - first, offset)) ?? (await this.#recordAt(offset));
      if (record === undefined) throw new StoreCorrupted(`the record at ${offset} is damaged`);
      records.push(record);
    }
    return records;
  }

  async #recordAt(offset: number): Promise<LogRecord | undefined> {
    const { segment, end } = this.#segmentAt(offset);
    if (segment === undefined || offset >= end) return undefined;
    let bytes = await segment.read(offset, Math.min(GUESSED_RECORD_BYTES, end - offset));
    const size = recordSize(bytes, 0);
    if (size > bytes.length && size <= end - offset) bytes = await segment.read(offset, size);
    return decodeRecord(bytes, 0, offset);
  }

  /** The segment that an offset lies in, and where its synced part ends. */
  #segmentAt(offset: number): { readonly segment: Segment | undefined; readonly end: number } {
    const index = Math.max(
      0,
      this.segments.findLastIndex(({ start }) => start <= offset),
    );
    // Not the size of the file: somebody may have cut that off.
    const nextStart = this.segments[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    return { segment: this.segments[index], end: Math.min(nextStart, this.durableEnd()) };
  }
}

/** The beginning of a whole record at or before an offset within the segment, as near as possible. */
async function recordBefore(segment: Segment, offset: number): Promise<number> {
  for (let window = SEARCHED_BYTES; ; window *= 4) {
    const from = Math.max(segment.firstOffset, offset - window);
    if (from === segment.firstOffset) return from;
    const bytes = await segment.read(from, offset - from);
    const nearest = [...findRecords(bytes, from)].at(-1);
    if (nearest !== undefined) return nearest.offset;
  }
}

/** Groups offsets so that each group is one read. */
function spansOf(offsets: readonly number[]): number[][] {
  const spans: number[][] = [];
  for (const offset of offsets.toSorted((a, b) => a - b)) {
    const span = spans.at(-1);
    const [first = 0, last = 0] = [span?.[0], span?.at(-1)];
    if (span && offset - last <= GAP_BYTES && offset - first <= SPAN_BYTES) span.push(offset);
    else spans.push([offset]);
  }
  return spans;
}
