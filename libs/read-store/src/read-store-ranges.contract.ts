import { START } from '@gifting/kernel';
import type { IndexedRow } from './read-store.port';
import { entry, put, type ReadStoreSubject } from './read-store-subject.contract';

/** How pages of an ordered index are read. */
export function describeRanges(subject: ReadStoreSubject): void {
  describe('range', () => {
    /** Orders of different lengths, and ties that the keys decide. */
    const PLACES: readonly (readonly [order: string, key: string])[] = [
      ['', 'z'],
      ['1', 'b'],
      ['10', 'a'],
      ['10', 'a0'],
      ['10', 'b'],
      ['10 ', 'a'],
      ['2', 'A'],
      ['2', 'a-2'],
      ['~', '0'],
    ];
    const rows: readonly IndexedRow[] = PLACES.map(([order, key], n) => ({
      order,
      key: `${key}/${n}`,
      row: { n },
    }));
    const backwards = [...rows].reverse();
    const behind = (row: IndexedRow | undefined) => ({
      order: row?.order ?? '',
      key: row?.key ?? '',
    });

    beforeEach(async () => {
      // Written in another order than the one that is read.
      const writes = rows.map(({ key, row, order }) =>
        put(key, row, entry('board', order), entry('boards', 'x'), entry('boar', 'y')),
      );
      await subject.commit(START, 1, ...writes.filter((_, i) => i % 2 === 1).reverse());
      await subject.commit(1, 2, ...writes.filter((_, i) => i % 2 === 0));
    });

    it('reads in order, ties by key', async () => {
      expect(await subject.range()).toEqual(rows);
    });

    it('reads backwards', async () => {
      expect(await subject.range({ backwards: true })).toEqual(backwards);
    });

    it('stops at the limit', async () => {
      expect(await subject.range({ limit: 4 })).toEqual(rows.slice(0, 4));
      expect(await subject.range({ limit: 4, backwards: true })).toEqual(backwards.slice(0, 4));
      expect(await subject.range({ limit: rows.length })).toEqual(rows);
      expect(await subject.range({ limit: 0 })).toEqual([]);
    });

    it('begins strictly behind a row, in either direction', async () => {
      for (const [i, row] of rows.entries()) {
        expect(await subject.range({ after: behind(row), limit: 3 })).toEqual(
          rows.slice(i + 1, i + 4),
        );
      }
      for (const [i, row] of backwards.entries()) {
        expect(await subject.range({ after: behind(row), limit: 3, backwards: true })).toEqual(
          backwards.slice(i + 1, i + 4),
        );
      }
    });

    it('begins behind a place where no row stands any more', async () => {
      const after = { order: '10', key: 'a/9' };
      expect(await subject.range({ after })).toEqual(rows.slice(3));
      expect(await subject.range({ after, backwards: true })).toEqual(backwards.slice(-3));
      expect(await subject.range({ after: { order: '~~', key: '' } })).toEqual([]);
      expect(await subject.range({ after: { order: '', key: '' }, backwards: true })).toEqual([]);
    });

    it('keeps indexes apart whose names begin alike', async () => {
      expect(await subject.rangeKeys({ index: 'boards' })).toEqual(
        rows.map(({ key }) => key).sort(),
      );
      expect(await subject.range({ index: 'boar', limit: 1, backwards: true })).toMatchObject([
        { order: 'y' },
      ]);
      expect(await subject.range({ index: 'boa' })).toEqual([]);
    });

    it('pages through 2,000 rows', async () => {
      const orderOf = (n: number) => String((n * 7_919) % 500).padStart(3, '0');
      const many = Array.from({ length: 2_000 }, (_, n) => ({
        order: orderOf(n),
        key: `k${n}`,
        row: { n },
      }));
      for (let from = 0; from < many.length; from += 500) {
        const writes = many.slice(from, from + 500);
        const done = await subject.commit(
          2 + from,
          2 + from + 500,
          ...writes.map(({ order, key, row }) => put(key, row, entry('many', order))),
        );
        expect(done).toBe(true);
      }
      const sorted = many.sort((a, b) => (`${a.order} ${a.key}` < `${b.order} ${b.key}` ? -1 : 1));

      for (const isBackwards of [false, true]) {
        const seen: IndexedRow[] = [];
        for (;;) {
          const last = seen.at(-1);
          const page = await subject.range({
            index: 'many',
            limit: 97,
            backwards: isBackwards,
            ...(last && { after: behind(last) }),
          });
          expect(page.length).toBe(Math.min(97, 2_000 - seen.length));
          if (page.length === 0) break;
          seen.push(...page);
        }
        expect(seen).toEqual(isBackwards ? [...sorted].reverse() : sorted);
      }
      expect(await subject.allKeys()).toEqual([...rows, ...many].map(({ key }) => key).sort());
    });
  });
}
