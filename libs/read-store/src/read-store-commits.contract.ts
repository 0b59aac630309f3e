import { START } from '@gifting/kernel';
import {
  at,
  commitOf,
  entry,
  put,
  type ReadStoreSubject,
  remove,
} from './read-store-subject.contract';
import { MAX_WRITES, type RowWrite } from './read-store.port';

/** What a commit changes, and when it changes nothing. */
export function describeCommits(subject: ReadStoreSubject): void {
  describe('commit', () => {
    it('writes rows, entries and checkpoint', async () => {
      expect(await subject.commit(START, 7, put('a', { n: 1 }, entry('board', '5')))).toBe(true);
      expect(await subject.checkpoint()).toBe('7');
      expect(await subject.get('a')).toEqual([{ n: 1 }]);
      expect(await subject.range()).toEqual([{ order: '5', key: 'a', row: { n: 1 } }]);
      expect(await subject.allKeys()).toEqual(['a']);
    });

    it('moves the checkpoint alone', async () => {
      expect(await subject.commit(START, 3)).toBe(true);
      expect(await subject.commit(3, 9)).toBe(true);
      expect(await subject.checkpoint()).toBe('9');
      expect(await subject.allKeys()).toEqual([]);
    });

    it('keeps positions as text, beyond the integers of a double', async () => {
      expect(await subject.commit(START, '9007199254740993')).toBe(true);
      expect(await subject.checkpoint()).toBe('9007199254740993');
      expect(await subject.commit('9007199254740992', '9007199254740994')).toBe(false);
      expect(await subject.commit('9007199254740993', '9007199254740994')).toBe(true);
    });

    it.each([
      ['older', 4],
      ['newer', 6],
      ['none', 0],
    ])('refuses and changes nothing where the expected checkpoint is %s', async (_, expected) => {
      await subject.commit(START, 5, put('a', { n: 1 }, entry('board', '1')), put('b', { n: 2 }));

      const refused = await subject.commit(
        expected,
        8,
        put('a', { n: 9 }, entry('board', '9')),
        remove('b'),
        put('c', { n: 9 }, entry('board', '8')),
      );

      expect(refused).toBe(false);
      expect(await subject.checkpoint()).toBe('5');
      expect(await subject.get('a', 'b', 'c')).toEqual([{ n: 1 }, { n: 2 }, undefined]);
      expect(await subject.range()).toEqual([{ order: '1', key: 'a', row: { n: 1 } }]);
      expect(await subject.allKeys()).toEqual(['a', 'b']);
    });

    it('refuses a checkpoint that a new projection cannot have', async () => {
      expect(await subject.commit(5, 8, put('a', { n: 1 }, entry('board', '1')))).toBe(false);
      expect(await subject.checkpoint()).toBe(START);
      expect(await subject.get('a')).toEqual([undefined]);
      expect(await subject.range()).toEqual([]);
    });

    it('lets one of many concurrent commits win, whole', async () => {
      await subject.commit(START, 1, put('a', { by: -1 }), put('b', { by: -1 }));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, by) =>
          subject.commit(1, 2, put('a', { by }, entry('board', 'x')), put('b', { by })),
        ),
      );
      const winner = outcomes.indexOf(true);
      expect(outcomes.filter((won) => won)).toHaveLength(1);
      expect(await subject.get('a', 'b')).toEqual([{ by: winner }, { by: winner }]);
      expect(await subject.range()).toEqual([{ order: 'x', key: 'a', row: { by: winner } }]);
      expect(await subject.checkpoint()).toBe('2');
    });

    it('refuses the same commit a second time', async () => {
      const once = commitOf(START, 4, put('a', { n: 1 }));
      expect(await subject.store.commit(subject.projection, once)).toBe(true);
      expect(await subject.store.commit(subject.projection, once)).toBe(false);
    });

    it('replaces a row with its entries, as a whole', async () => {
      await subject.commit(
        START,
        1,
        put('a', { n: 1, old: true }, entry('board', '1'), entry('list', 'x')),
      );
      await subject.commit(1, 2, put('a', { n: 2 }, entry('board', '2'), entry('new', 'y')));
      expect(await subject.get('a')).toEqual([{ n: 2 }]);
      expect(await subject.range()).toEqual([{ order: '2', key: 'a', row: { n: 2 } }]);
      expect(await subject.range({ index: 'list' })).toEqual([]);
      expect(await subject.range({ index: 'new' })).toEqual([
        { order: 'y', key: 'a', row: { n: 2 } },
      ]);
    });

    it('shows the new row at a place that stayed', async () => {
      await subject.commit(START, 1, put('a', { n: 1 }, entry('board', '1')));
      await subject.commit(1, 2, put('a', { n: 2 }, entry('board', '1')));
      expect(await subject.range()).toEqual([{ order: '1', key: 'a', row: { n: 2 } }]);
    });

    it('removes a row with its entries', async () => {
      await subject.commit(
        START,
        1,
        put('a', { n: 1 }, entry('board', '1'), entry('list', '1')),
        put('b', { n: 2 }, entry('board', '2')),
      );
      await subject.commit(
        1,
        2,
        { key: 'a', row: null, entries: [entry('board', '7')] },
        remove('gone'),
      );
      expect(await subject.get('a', 'b', 'gone')).toEqual([undefined, { n: 2 }, undefined]);
      expect(await subject.range()).toEqual([{ order: '2', key: 'b', row: { n: 2 } }]);
      expect(await subject.range({ index: 'list' })).toEqual([]);
      expect(await subject.allKeys()).toEqual(['b']);
    });

    it('applies writes of one key in order', async () => {
      await subject.commit(
        START,
        1,
        put('a', { n: 1 }, entry('board', '1')),
        put('a', { n: 2 }, entry('board', '2')),
        put('b', { n: 1 }, entry('board', '1')),
        remove('b'),
        remove('c'),
        put('c', { n: 3 }, entry('board', '0')),
      );
      expect(await subject.get('a', 'b', 'c')).toEqual([{ n: 2 }, undefined, { n: 3 }]);
      expect(await subject.range()).toEqual([
        { order: '0', key: 'c', row: { n: 3 } },
        { order: '2', key: 'a', row: { n: 2 } },
      ]);
    });

    it('takes 100,000 writes and not one more', async () => {
      const { store, projection } = subject;
      const writes = Array.from({ length: MAX_WRITES }, (_, n) => put(`k${n}`, { n }));
      const commit = { expected: START, next: at(1), writes };
      const tooMany = { ...commit, writes: [...writes, put('more', {})] };
      await expect(store.commit(projection, tooMany)).rejects.toThrow(RangeError);
      expect(await subject.checkpoint()).toBe(START);

      expect(await store.commit(projection, commit)).toBe(true);
      expect(await subject.get('k0', 'k99999', 'more')).toEqual([
        { n: 0 },
        { n: 99_999 },
        undefined,
      ]);
    });

    it.each<[string, RowWrite]>([
      ['a key', put('schlüssel', { n: 2 })],
      ['an order', put('b', { n: 2 }, entry('board', 'ä'))],
      ['an index', put('b', { n: 2 }, entry('rang\n', '1'))],
      ['a control character', put('b', { n: 2 }, entry('board', 'a\x1fb'))],
      ['a second place', put('b', { n: 2 }, entry('board', '1'), entry('board', '2'))],
    ])('throws and changes nothing for %s that has no place', async (_, wrong) => {
      await subject.commit(START, 1, put('a', { n: 1 }));
      await expect(subject.commit(1, 2, put('a', { n: 2 }), wrong)).rejects.toThrow(RangeError);
      expect(await subject.checkpoint()).toBe('1');
      expect(await subject.allKeys()).toEqual(['a']);
      expect(await subject.get('a')).toEqual([{ n: 1 }]);
      expect(await subject.range()).toEqual([]);
    });
  });
}
