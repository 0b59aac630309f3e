import { grouped, table } from './table';

describe('table', () => {
  it('sets numbers right and text left, without blanks at the ends', () => {
    expect(
      table(
        ['who', 'coins', 'note'],
        [
          ['ana', '1,000', 'x'],
          ['benjamin', '5.5', ''],
        ],
      ).split('\n'),
    ).toEqual([
      'who       coins  note',
      '────────  ─────  ────',
      'ana       1,000  x',
      'benjamin    5.5',
    ]);
  });

  it('fills cells that are missing', () => {
    expect(table(['a', 'b'], [['1']])).toBe('a  b\n─  ─\n1');
  });
});

describe('grouped', () => {
  it.each([
    ['0', '0'],
    ['999', '999'],
    ['1000', '1,000'],
    ['-1234567.0008', '-1,234,567.0008'],
    [1_000_000n, '1,000,000'],
    [12_345, '12,345'],
    ['', ''],
  ])('%s reads %s', (amount, text) => {
    expect(grouped(amount)).toBe(text);
  });
});
