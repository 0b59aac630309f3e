import { parseJson, requireBody } from './request-body';
import type { RefusalError } from '../problem/refusal-error';

const refusal = (code: string) =>
  expect.objectContaining({ name: 'RefusalError', code }) as RefusalError;

describe('parseJson', () => {
  it('reads UTF-8, and nothing from nothing', () => {
    expect(parseJson(Buffer.from('{"name":"Zoë 👍","n":[1,null]}'))).toEqual({
      name: 'Zoë 👍',
      n: [1, null],
    });
    expect(parseJson(Buffer.alloc(0))).toBeUndefined();
    expect(parseJson(Buffer.from('null'))).toBeNull();
  });

  it('makes a plain member of a dangerous name', () => {
    const value = parseJson(Buffer.from('{"__proto__":{"isAdmin":true}}')) as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('isAdmin' in value).toBe(false);
  });

  it.each([
    '{"giftId":',
    '\ufeff{}',
    '{}{}',
    '{"quantity":NaN}',
    "{'a':1}",
    '{"a":1,}',
    'undefined',
    ' ',
    Buffer.from([0x22, 0xc3, 0x28, 0x22]),
    Buffer.from('"é"', 'latin1'),
    Buffer.from('{}', 'utf16le'),
  ])('refuses %p', (bytes) => {
    expect(() => parseJson(Buffer.from(bytes as string))).toThrow(refusal('invalid-json'));
  });
});

describe('requireBody', () => {
  it('tells no body from a body of null', () => {
    expect(requireBody(null)).toBeNull();
    expect(() => requireBody(undefined)).toThrow(refusal('invalid-json'));
  });
});
