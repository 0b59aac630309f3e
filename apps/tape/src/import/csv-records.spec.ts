import { Readable } from 'node:stream';
import fc from 'fast-check';
import { type CsvRecord, csvRecords } from './csv-records';

async function read(text: string, partSize = 7): Promise<readonly CsvRecord[]> {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += partSize) parts.push(bytes.subarray(at, at + partSize));
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(Readable.from(parts))) records.push(record);
  return records;
}

describe('csvRecords', () => {
  it('reads lines however they end, passes over empty ones, and keeps count', async () => {
    expect(await read('a,b\r\n1,2\n\n\r\n"3",4')).toEqual([
      { line: 1, values: ['a', 'b'] },
      { line: 2, values: ['1', '2'] },
      { line: 5, values: ['3', '4'] },
    ]);
  });

  it('reads quoted values, with commas and doubled quotes', async () => {
    expect(await read('"a,b","say ""hi""",ü\n')).toEqual([
      { line: 1, values: ['a,b', 'say "hi"', 'ü'] },
    ]);
  });

  it('passes over a byte order mark, at the very beginning only', async () => {
    expect(await read('\uFEFFa\n\uFEFFb\n')).toEqual([
      { line: 1, values: ['a'] },
      { line: 2, values: ['\uFEFFb'] },
    ]);
  });

  it.each([
    ['x,"open', { column: 1, fault: 'has a quote that is not closed on this line' }],
    ['x,"a"b', { column: 1, fault: 'has text behind its closing quote' }],
    ['x,y,a"b', { column: 2, fault: 'has a quote inside, but does not begin with one' }],
  ])('finds the fault of %s, and spoils no other line', async (bad, fault) => {
    expect(await read(`a,b\n${bad}\nc,"d"\n`)).toEqual([
      { line: 1, values: ['a', 'b'] },
      { line: 2, ...fault },
      { line: 3, values: ['c', 'd'] },
    ]);
  });

  it('does not let two quotes left open make one value of two lines', async () => {
    expect(await read('"a\nb"\nc\n')).toEqual([
      { line: 1, column: 0, fault: 'has a quote that is not closed on this line' },
      { line: 2, column: 0, fault: 'has a quote inside, but does not begin with one' },
      { line: 3, values: ['c'] },
    ]);
  });

  it('has nothing of an empty file', async () => {
    expect(await read('')).toEqual([]);
  });

  it('refuses a file that is one endless line', async () => {
    await expect(read('x'.repeat(70_000), 4_096)).rejects.toThrow('a line has no end');
  });

  it('fails where the file cannot be read', async () => {
    const broken = new Readable({ read: () => broken.destroy(new Error('EIO')) });
    await expect(csvRecords(broken).next()).rejects.toThrow('EIO');
  });

  it('reads back any values that were written, at any size', async () => {
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\uFEFF]/.test(text));
    const row = fc
      .array(value, { minLength: 1, maxLength: 4 })
      .filter((values) => values.length > 1 || values[0] !== '');
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 1_200 }),
        fc.integer({ min: 1, max: 900 }),
        async (rows, partSize) => {
          const text = rows.map((values) => values.map(quoted).join(',')).join('\r\n');
          const records = await read(text, partSize);
          expect(records).toEqual(rows.map((values, index) => ({ line: index + 1, values })));
        },
      ),
      { numRuns: 30 },
    );
  });
});
