import fc from 'fast-check';
import { cursorOf, parseLimit, parsePage, parsePosition } from './pagination';
import type { RefusalError } from '../problem/refusal-error';

const text = (value: unknown): value is string => typeof value === 'string';
const whole = (value: unknown): value is number => Number.isSafeInteger(value);

const refusal = (code: string) =>
  expect.objectContaining({ name: 'RefusalError', code }) as RefusalError;

describe('parseLimit', () => {
  it.each([
    [undefined, 50],
    ['1', 1],
    ['500', 500],
  ])('%p is %i', (limit, expected) => {
    expect(parseLimit(limit)).toBe(expected);
  });

  it.each(['0', '501', '', ' 5', '05', '+5', '5.0', '1e2', 'all', ['5'], 5])(
    'refuses %p',
    (limit) => {
      expect(() => parseLimit(limit)).toThrow(refusal('invalid-limit'));
    },
  );
});

describe('parsePosition', () => {
  it('takes digits', () => {
    expect([parsePosition(undefined), parsePosition('0'), parsePosition('184467')]).toEqual([
      undefined,
      '0',
      '184467',
    ]);
  });

  it.each(['', '-1', '01', '1.5', 'x', ['1'], '9'.repeat(20)])('refuses %p', (position) => {
    expect(() => parsePosition(position)).toThrow(refusal('invalid-position'));
  });
});

describe('parsePage', () => {
  it('hands the cursor on as it came', () => {
    expect(parsePage({ limit: '7', cursor: 'abc' })).toEqual({ limit: 7, cursor: 'abc' });
    expect(parsePage({})).toEqual({ limit: 50, cursor: undefined });
  });

  it('refuses two cursors', () => {
    expect(() => parsePage({ cursor: ['a', 'b'] })).toThrow(refusal('invalid-cursor'));
  });
});

describe('cursorOf', () => {
  const cursor = cursorOf<{ order: string; revision: number }>({ order: text, revision: whole });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.record({ order: fc.string(), revision: fc.maxSafeInteger() }), (place) => {
        fc.pre(!Object.is(place.revision, -0));
        expect(cursor.decode(cursor.encode(place))).toEqual(place);
      }),
    );
  });

  it('reads the absence of a cursor as such', () => {
    expect(cursor.decode(undefined)).toBeUndefined();
  });

  const asCursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const good = cursor.encode({ order: 'a', revision: 1 });

  it.each([
    '',
    'x',
    '%',
    asCursor(null),
    asCursor({ order: 'a', revision: 1 }),
    asCursor(['a']),
    asCursor(['a', '1']),
    asCursor(['a', 1, 2]),
    asCursor(['a', 1.5]),
    asCursor([1, 'a']),
    `${good}=`,
    ` ${good}`,
    Buffer.from('["a", 1]').toString('base64url'),
    Buffer.from('["a",1]').toString('base64'),
    Buffer.from('["a",1e0]').toString('base64url'),
    good.slice(0, -1),
  ])('refuses %p', (other) => {
    expect(() => cursor.decode(other)).toThrow(refusal('invalid-cursor'));
  });
});
