import type { Readable } from 'node:stream';
import type { ApiClient } from '../api-client';
import { purchaseEvent, type PurchaseReport } from '../api-types';
import { Lanes } from '../lanes';
import type { Tokens } from '../tokens';
import { type CsvRecord, csvRecords } from './csv-records';
import { type ImportTally } from './import-tally';
import { HeaderError, PurchaseColumns } from './purchase-columns';

/** Where purchases are reported; without it they are only checked. */
export interface ImportTarget {
  readonly api: ApiClient;
  readonly tokens: Tokens;
}

interface Line {
  readonly line: number;
  readonly purchase: PurchaseReport;
}

/** As many as the API takes at once. */
const BATCH = 500;
const SOURCE = '/import';
const EMPTY_FILE = 'the file is empty; its first line is the header';

/** So many batches are under way at most. */
const WIDTH = 4;

/**
 * Reports the purchases of a CSV file and goes on behind lines that are at fault. Safe to repeat: a
 * purchase that is known already is a duplicate. Of two lines with one natural key the first counts.
 * @param onBatch told how many lines are done
 * @throws HeaderError before anything is sent, and what the client throws; then `tally` tells how far
 *   it came
 */
export async function importPurchases(
  input: Readable,
  target: ImportTarget | undefined,
  tally: ImportTally,
  onBatch: (lines: number) => void = () => undefined,
): Promise<void> {
  const lanes = new Lanes(WIDTH);
  let columns: PurchaseColumns | undefined;
  let batch: Line[] = [];
  const flush = async (): Promise<void> => {
    const lines = batch;
    batch = [];
    await lanes.start(lines.map(naturalKeyOf), async () => {
      if (target === undefined) tally.checked += lines.length;
      else await send(lines, target, tally);
      onBatch(tally.lines);
    });
  };
  try {
    for await (const record of csvRecords(input)) {
      if (columns === undefined) {
        columns = columnsOf(record);
        continue;
      }
      const purchase = purchaseOf(record, columns, tally);
      if (purchase !== undefined) batch.push({ line: record.line, purchase });
      if (batch.length === BATCH) await flush();
    }
    if (columns === undefined) throw new HeaderError(EMPTY_FILE);
    if (batch.length > 0) await flush();
  } finally {
    await lanes.idle();
  }
}

function columnsOf(record: CsvRecord): PurchaseColumns {
  if ('fault' in record) throw new HeaderError(`the header ${record.fault}`);
  return PurchaseColumns.of(record.values);
}

function purchaseOf(
  record: CsvRecord,
  columns: PurchaseColumns,
  tally: ImportTally,
): PurchaseReport | undefined {
  if ('fault' in record) {
    const column = columns.nameOf(record.column);
    tally.bad(record.line, [{ ...(column === undefined ? {} : { column }), reason: record.fault }]);
    return undefined;
  }
  const read = columns.read(record.values);
  if ('provider' in read) return read;
  tally.bad(record.line, read);
  return undefined;
}

async function send(
  lines: readonly Line[],
  { api, tokens }: ImportTarget,
  tally: ImportTally,
): Promise<void> {
  const providers = [...new Set(lines.map(({ purchase }) => purchase.provider))].sort();
  const token = await tokens.of('upstream', 'import', providers);
  const events = lines.map((line) => purchaseEvent(naturalKeyOf(line), SOURCE, line.purchase));
  const results = await api.reportPurchases(events, token);
  lines.forEach(({ line }, index) => {
    const result = results[index];
    if (result === undefined) throw new Error(`the purchase of line ${line} was not answered`);
    tally.took(line, result);
  });
}

const naturalKeyOf = ({ purchase: { provider, transactionId } }: Line): string =>
  `${provider}.${transactionId}`;
