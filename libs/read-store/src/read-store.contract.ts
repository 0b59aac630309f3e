import { type JsonObject, START } from '@gifting/kernel';
import { describeCommits } from './read-store-commits.contract';
import { describeRanges } from './read-store-ranges.contract';
import {
  commitOf,
  entry,
  type OpenedReadStore,
  put,
  ReadStoreSubject,
  remove,
} from './read-store-subject.contract';

/** What every adapter of the read store promises. */
export function describeReadStore(name: string, open: () => Promise<OpenedReadStore>): void {
  describe(`read store: ${name}`, () => {
    const subject = new ReadStoreSubject(open);

    beforeEach(() => subject.open());
    afterEach(() => subject.close());

    describe('a projection that nobody wrote', () => {
      it('stands at the start and is empty', async () => {
        expect(await subject.checkpoint()).toBe(START);
        expect(await subject.get('a', 'b')).toEqual([undefined, undefined]);
        expect(await subject.get()).toEqual([]);
        expect(await subject.range()).toEqual([]);
        expect(await subject.range({ backwards: true })).toEqual([]);
        expect(await subject.allKeys()).toEqual([]);
      });

      it('can be dropped', async () => {
        await subject.drop();
        expect(await subject.checkpoint()).toBe(START);
      });
    });

    describeCommits(subject);

    describe('get', () => {
      it('answers in the order asked for, repeated keys too', async () => {
        await subject.commit(START, 1, put('a', { n: 1 }), put('b', { n: 2 }));
        expect(await subject.get('b', 'x', 'a', 'b')).toEqual([
          { n: 2 },
          undefined,
          { n: 1 },
          { n: 2 },
        ]);
      });

      it('gives back what JSON can say', async () => {
        const row = {
          text: 'Grüße 🌹 \u0000 \u2028 "\\" \n \x1e \x1f 漢字',
          empty: '',
          number: 9_007_199_254_740_991,
          negative: -3,
          yes: true,
          nothing: null,
          list: [],
          object: {},
          nested: [{ deep: [[1, [2, null]], { more: '深' }] }],
          'Ünicode name': 1,
          constructor: 'no function',
        };
        await subject.commit(START, 1, put('a', row, entry('board', '1')), put('empty', {}));
        expect(await subject.get('a', 'empty')).toEqual([row, {}]);
        expect(await subject.range()).toEqual([{ order: '1', key: 'a', row }]);
      });

      it('keeps a row of a million characters', async () => {
        const row = { text: '🌹x'.repeat(350_000) };
        await subject.commit(START, 1, put('big', row, entry('board', '1')));
        expect(await subject.get('big')).toEqual([row]);
      });

      it('takes any printable key', async () => {
        const keys = [
          '__proto__',
          'constructor',
          '',
          ' ',
          'a:b',
          '{tag}',
          '%s',
          '[x',
          '(y',
          '+',
          '-',
        ];
        await subject.commit(
          START,
          1,
          ...keys.map((key) => put(key, { key }, entry('board', key))),
        );
        expect(await subject.get(...keys)).toEqual(keys.map((key) => ({ key })));
        expect(await subject.allKeys()).toEqual([...keys].sort());
        expect(await subject.rangeKeys()).toEqual([...keys].sort());
        expect(await subject.rangeKeys({ backwards: true })).toEqual([...keys].sort().reverse());
      });

      it('gives frozen rows, through and through', async () => {
        await subject.commit(
          START,
          1,
          put('a', { n: 1, list: [{ deep: 1 }] }, entry('board', '1')),
        );
        const [row] = await subject.get('a');
        const [ranged] = await subject.range();
        for (const seen of [row, ranged?.row]) {
          expect(Object.isFrozen(seen)).toBe(true);
          const list = seen?.['list'] as readonly JsonObject[];
          expect(Object.isFrozen(list)).toBe(true);
          expect(Object.isFrozen(list[0])).toBe(true);
        }
      });
    });

    describeRanges(subject);

    describe('several projections', () => {
      it('do not see each other', async () => {
        // A name that begins like another one, as versions do.
        const { store } = subject;
        const other = `${subject.projection}0`;
        await subject.commit(START, 3, put('a', { of: 'first' }, entry('board', '1')));
        const written = await store.commit(
          other,
          commitOf(START, 5, put('a', { of: 'other' }, entry('board', '2'))),
        );
        expect(written).toBe(true);
        expect(await subject.checkpoint()).toBe('3');
        expect(await store.checkpoint(other)).toBe('5');
        expect(await subject.get('a')).toEqual([{ of: 'first' }]);
        expect(await subject.range()).toEqual([{ order: '1', key: 'a', row: { of: 'first' } }]);

        await subject.drop();
        expect(await store.checkpoint(other)).toBe('5');
        expect(await store.get(other, ['a'])).toEqual([{ of: 'other' }]);
        expect(await store.range(other, { index: 'board', limit: 9 })).toEqual([
          { order: '2', key: 'a', row: { of: 'other' } },
        ]);
        await store.drop(other);
      });
    });

    describe('drop', () => {
      it('forgets rows, indexes and checkpoint, and lets the projection begin again', async () => {
        await subject.commit(START, 3, put('a', { n: 1 }, entry('board', '1')), put('b', { n: 1 }));
        await subject.drop();
        expect(await subject.checkpoint()).toBe(START);
        expect(await subject.get('a', 'b')).toEqual([undefined, undefined]);
        expect(await subject.range()).toEqual([]);
        expect(await subject.allKeys()).toEqual([]);

        expect(await subject.commit(3, 4)).toBe(false);
        expect(await subject.commit(START, 2, put('c', { n: 2 }, entry('board', '2')))).toBe(true);
        expect(await subject.range()).toEqual([{ order: '2', key: 'c', row: { n: 2 } }]);

        await subject.reopen();
        expect(await subject.allKeys()).toEqual(['c']);
        expect(await subject.checkpoint()).toBe('2');
      });
    });

    describe('a store that was closed and opened again', () => {
      it('has rows, entries and checkpoint', async () => {
        await subject.commit(START, 1, put('a', { n: 1 }, entry('board', '1')), put('b', { n: 1 }));
        await subject.commit(
          1,
          '9007199254740993',
          put('a', { n: 2, text: '🌹' }, entry('board', '2')),
          remove('b'),
          put('c', { n: 3 }, entry('board', '0'), entry('list', 'l')),
        );
        await subject.reopen();

        expect(await subject.checkpoint()).toBe('9007199254740993');
        expect(await subject.get('a', 'b', 'c')).toEqual([
          { n: 2, text: '🌹' },
          undefined,
          { n: 3 },
        ]);
        expect(await subject.range()).toEqual([
          { order: '0', key: 'c', row: { n: 3 } },
          { order: '2', key: 'a', row: { n: 2, text: '🌹' } },
        ]);
        expect(await subject.rangeKeys({ index: 'list' })).toEqual(['c']);
        expect(Object.isFrozen((await subject.get('a'))[0])).toBe(true);

        expect(await subject.commit('9007199254740993', '9007199254740999', remove('a'))).toBe(
          true,
        );
        await subject.reopen();
        expect(await subject.rangeKeys()).toEqual(['c']);
        expect(await subject.checkpoint()).toBe('9007199254740999');
      });

      it('has forgotten a dropped projection', async () => {
        await subject.commit(START, 1, put('a', { n: 1 }, entry('board', '1')));
        await subject.drop();
        await subject.reopen();
        expect(await subject.checkpoint()).toBe(START);
        expect(await subject.allKeys()).toEqual([]);
        expect(await subject.range()).toEqual([]);
      });
    });
  });
}
