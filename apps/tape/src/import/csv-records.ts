import type { Readable } from 'node:stream';
import type { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';

/** One line of a CSV file, read or not. */
export type CsvRecord = { readonly line: number } & (
  | { readonly values: readonly string[] }
  | {
      readonly fault: string;
      /** From 0; the value in which it was found. */
      readonly column: number;
    }
);

const LINES_AT_ONCE = 500;
/** No line of purchases is near as long; a file of another kind may be one endless line. */
const LONGEST_LINE = 65_536;
const BYTE_ORDER_MARK = /^\uFEFF/;

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'has a quote that is not closed on this line',
  CSV_INVALID_CLOSING_QUOTE: 'has text behind its closing quote',
  INVALID_OPENING_QUOTE: 'has a quote inside, but does not begin with one',
};

/**
 * Reads a CSV file of RFC 4180 as a stream, line by line: values may be quoted, and a quote within is
 * doubled. A record is one line, so that a quote left open spoils its own line and no other. Empty
 * lines are passed over; a byte order mark is too.
 */
export async function* csvRecords(input: Readable): AsyncGenerator<CsvRecord> {
  let first = 1;
  let block: string[] = [];
  for await (const line of linesOf(input)) {
    block.push(first === 1 && block.length === 0 ? line.replace(BYTE_ORDER_MARK, '') : line);
    if (block.length < LINES_AT_ONCE) continue;
    yield* recordsOf(block, first);
    first += block.length;
    block = [];
  }
  yield* recordsOf(block, first);
}

/** Lines end with a line feed, or a carriage return and a line feed; the last one with the file. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const part of input.setEncoding('utf8')) {
    const lines = (rest + String(part)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('a line has no end: this is no CSV file');
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  yield rest;
}

/** Many lines in one call are ten times faster; only where a line is faulty each is read alone. */
function* recordsOf(lines: readonly string[], first: number): Generator<CsvRecord> {
  const records = recordsAtOnce(lines);
  for (const [index, text] of lines.entries()) {
    if (text === '') continue;
    const line = first + index;
    const values = records?.[index];
    yield values === undefined ? recordOf(text, line) : { line, values };
  }
}

function recordsAtOnce(lines: readonly string[]): readonly (readonly string[])[] | undefined {
  try {
    const records = parseCsv(lines.join('\n'));
    // Fewer records than lines: a quote was open across a line's end.
    return records.length === lines.length ? records : undefined;
  } catch (error) {
    if (isCsvFault(error)) return undefined;
    throw error;
  }
}

function recordOf(text: string, line: number): CsvRecord {
  try {
    return { line, values: parseCsv(text)[0] ?? [] };
  } catch (error) {
    if (!isCsvFault(error)) throw error;
    const column = typeof error.column === 'number' ? error.column : 0;
    return { line, column, fault: FAULTS[error.code] ?? error.message };
  }
}

/** By its members: each entry point of the parser has an error class of its own. */
const isCsvFault = (error: unknown): error is CsvError =>
  error instanceof Error && 'code' in error && 'column' in error;

const parseCsv = (text: string): string[][] =>
  parse(text, { relax_column_count: true, record_delimiter: '\n' });
