import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json';
import type { Json } from './json';

/** Names that only digits make up cannot be ordered by an engine; they have their own test. */
const names = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.constantFrom('__proto__', 'constructor', 'a', 'A', 'ä', '\u20ac', '\ufb33', '😀', '\r'),
  )
  .filter((name) => !/^\d+$/.test(name));

const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .array(fc.tuple(names, tie('json')), { maxLength: 5 })
      .map((members) => Object.fromEntries(members)),
  ),
}));

/** Members of all objects in the opposite order. */
function reversed(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, member === undefined ? undefined : reversed(member)]),
  );
}

describe('canonicalJson', () => {
  it('agrees with an independent implementation of RFC 8785', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
      { numRuns: 500 },
    );
  });

  it('is read back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalize(JSON.parse(canonicalJson(value)))).toBe(canonicalize(value));
      }),
    );
  });

  it('orders by UTF-16 code units, as the RFC shows, not by code points', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '😀': 4, '\u0080': 5, ö: 6, a: 7 };
    expect(canonicalJson(value)).toBe('{"\\r":2,"a":7,"\u0080":5,"ö":6,"€":1,"😀":4,"\ufb33":3}');
  });

  it('leaves out absent members and keeps null', () => {
    expect(canonicalJson({ b: undefined, a: null })).toBe('{"a":null}');
    expect(canonicalJson({ a: null, b: undefined })).toBe('{"a":null}');
  });

  it('keeps a member named __proto__, in order or not', () => {
    const inOrder = JSON.parse('{"__proto__":{"x":1},"a":2}') as Json;
    const notInOrder = JSON.parse('{"a":2,"__proto__":{"x":1}}') as Json;
    expect(canonicalJson(inOrder)).toBe('{"__proto__":{"x":1},"a":2}');
    expect(canonicalJson(notInOrder)).toBe('{"__proto__":{"x":1},"a":2}');
  });

  it('does not change what it is given', () => {
    const value = { b: [{ d: 1, c: 2 }], a: 3 };
    canonicalJson(value);
    expect(JSON.stringify(value)).toBe('{"b":[{"d":1,"c":2}],"a":3}');
  });

  it.each([0.5, 2 ** 53, NaN, Infinity, -Infinity])('refuses the number %d anywhere', (number) => {
    expect(() => canonicalJson(number)).toThrow(RangeError);
    expect(() => canonicalJson({ a: [number] })).toThrow(RangeError);
    // Behind members that are out of order it must be seen as well.
    expect(() => canonicalJson({ b: 1, a: 2, c: number })).toThrow(RangeError);
    expect(() => canonicalJson({ b: { d: 1, c: [number] }, a: 1 })).toThrow(RangeError);
  });

  it('writes minus zero as zero', () => {
    expect(canonicalJson({ a: -0 })).toBe('{"a":0}');
  });

  it('refuses names that the engine would move to the front, where that is not their place', () => {
    expect(canonicalJson({ 1: 'x', a: 'y' })).toBe('{"1":"x","a":"y"}');
    expect(() => canonicalJson({ 10: 'x', 9: 'y' })).toThrow(RangeError);
    expect(() => canonicalJson({ '!': 'x', 1: 'y' })).toThrow(RangeError);
  });
});
