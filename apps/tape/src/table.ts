/** How a column is set; numbers stand right. */
export type Alignment = 'left' | 'right';

const GAP = '  ';
const NUMBER = /^-?[0-9][0-9,]*(\.[0-9]+)?$/;

/** Lines of aligned columns. A column of numbers alone stands right, any other left. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const columns = head.map((_, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    const width = Math.max(...all.map((row) => widthOf(row[column] ?? '')));
    const isNumeric = cells.length > 0 && cells.every((cell) => cell === '' || NUMBER.test(cell));
    return { width, isNumeric };
  });
  const line = (row: readonly string[]): string =>
    columns
      .map(({ isNumeric, width }, column) => {
        const cell = row[column] ?? '';
        const fill = ' '.repeat(width - widthOf(cell));
        return isNumeric ? fill + cell : cell + fill;
      })
      .join(GAP)
      .trimEnd();
  const rule = columns.map(({ width }) => '─'.repeat(width)).join(GAP);
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** A plain decimal with its thousands set apart: `"1234567.5"` reads `1,234,567.5`. */
export function grouped(decimal: string | number | bigint): string {
  const [whole = '', fraction] = String(decimal).split('.');
  const apart = whole.replace(/(?<=\d)(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

const widthOf = (text: string): number => [...text].length;
