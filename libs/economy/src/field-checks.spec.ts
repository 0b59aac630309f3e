import { parseCoins } from '@gifting/kernel/coins';
import { accept, amount, andThen, fault, listOf, members } from './field-checks';

const text = accept((value) => typeof value === 'string', 'must be a text');

describe('members', () => {
  const check = members({ a: text, b: members({ c: text }) }, { d: text });

  it('names faults by their path, in which the root has no name', () => {
    const value = { a: 1, b: { c: 2 }, d: 3 };
    expect(check(value, '').map(({ field }) => field)).toEqual(['a', 'b.c', 'd']);
    expect(check(value, 'x').map(({ field }) => field)).toEqual(['x.a', 'x.b.c', 'x.d']);
  });

  it('tells a missing member from a wrong one and from an unknown one', () => {
    expect(check({ a: 'x', e: 'x' }, '')).toEqual([
      { field: 'b', reason: 'is missing' },
      { field: 'e', reason: 'is not known' },
    ]);
    expect(check({ a: 'x', b: { c: 'x' } }, '')).toEqual([]);
  });

  it('takes nothing that only looks like a member from the prototype', () => {
    expect(members({ toString: text })({}, '')).toEqual([
      { field: 'toString', reason: 'is missing' },
    ]);
    expect(members({}, { a: text })({ valueOf: 'x' }, '')).toEqual([
      { field: 'valueOf', reason: 'is not known' },
    ]);
  });
});

describe('listOf', () => {
  it('names faults by their index', () => {
    expect(listOf(text)(['x', 1, 'y', 2], 'list').map(({ field }) => field)).toEqual([
      'list[1]',
      'list[3]',
    ]);
  });

  it('compares only items that are well formed', () => {
    const check = listOf<{ a: string }>(members({ a: text }), {
      keyOf: (item) => item.a,
      keyMember: 'a',
    });
    expect(check([{ a: 1 }, { a: 1 }, { a: 'x' }, { a: 'x' }], 'list')).toEqual([
      { field: 'list[0].a', reason: 'must be a text' },
      { field: 'list[1].a', reason: 'must be a text' },
      { field: 'list[3].a', reason: 'repeats an earlier one' },
    ]);
  });
});

describe('andThen', () => {
  it('asks the rule only where the shape is right', () => {
    const check = andThen<string>(text, (value, field) =>
      value === 'x' ? [] : fault(field, 'must be x'),
    );
    expect(check(1, 'f')).toEqual([{ field: 'f', reason: 'must be a text' }]);
    expect(check('y', 'f')).toEqual([{ field: 'f', reason: 'must be x' }]);
    expect(check('x', 'f')).toEqual([]);
  });
});

describe('amount', () => {
  it('keeps within bounds, ends included', () => {
    const check = amount(parseCoins, { least: 2n, most: 4n, reason: 'must be 2 to 4' });
    const faulty = ['1', '2', '4', '5'].filter((value) => check(value, 'f').length > 0);
    expect(faulty).toEqual(['1', '5']);
  });

  it('does not hide an error that is not about the amount', () => {
    const check = amount(() => {
      throw new TypeError('a bug');
    });
    expect(() => check('1', 'f')).toThrow(TypeError);
  });
});
