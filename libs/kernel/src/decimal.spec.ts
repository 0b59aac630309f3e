import fc from 'fast-check';
import { AmountError, MAX_UNITS, parseDecimal, printDecimal } from './decimal';

const units = fc.bigInt({ min: 0n, max: MAX_UNITS });
const scales = fc.integer({ min: 0, max: 6 });

describe('parseDecimal', () => {
  it.each([
    ['0', 6, 0n],
    ['12', 6, 12_000_000n],
    ['12.5', 6, 12_500_000n],
    ['0.000001', 6, 1n],
    ['1.50', 2, 150n],
    ['833', 0, 833n],
    ['1000000000000', 6, MAX_UNITS],
    ['1000000000000000000', 0, MAX_UNITS],
  ])('reads %j at scale %i as %s units', (text, scale, expected) => {
    expect(parseDecimal(text, scale)).toBe(expected);
  });

  it.each([
    ['', 'a plain decimal'],
    ['.5', 'a plain decimal'],
    ['5.', 'a plain decimal'],
    ['05', 'a plain decimal'],
    ['00', 'a plain decimal'],
    ['+5', 'a plain decimal'],
    ['-5', 'a plain decimal'],
    ['1e3', 'a plain decimal'],
    ['1,000', 'a plain decimal'],
    [' 1', 'a plain decimal'],
    ['1\n', 'a plain decimal'],
    ['0x10', 'a plain decimal'],
    ['NaN', 'a plain decimal'],
    ['١', 'a plain decimal'],
    ['1.0000001', 'a plain decimal'],
    ['10000000000000000000', 'a plain decimal'],
    ['1000000000000.000001', 'must not exceed 10^18'],
    ['1000000000001', 'must not exceed 10^18'],
  ])('refuses %j', (text, reason) => {
    expect(() => parseDecimal(text, 6)).toThrow(AmountError);
    expect(() => parseDecimal(text, 6)).toThrow(reason);
  });

  it('refuses more digits after the point than are accepted, be they zeros', () => {
    expect(() => parseDecimal('0.001', 6, 2)).toThrow('at most 2 digits after the point');
    expect(() => parseDecimal('0.000', 6, 2)).toThrow('at most 2 digits after the point');
    expect(() => parseDecimal('1.0', 6, 0)).toThrow('must be a whole number');
    expect(() => parseDecimal('1.5', 0)).toThrow('must be a whole number');
  });
});

describe('printDecimal', () => {
  it.each([
    [0n, 6, 0, '0'],
    [0n, 6, 2, '0.00'],
    [12_500_000n, 6, 0, '12.5'],
    [12_500_000n, 6, 2, '12.50'],
    [4_000n, 6, 2, '0.004'],
    [-4_000n, 6, 2, '-0.004'],
    [-2_080_000n, 6, 2, '-2.08'],
    [7n, 0, 0, '7'],
    [-7n, 0, 0, '-7'],
    // Audit prints money in units of 10^-12, and sums beyond what any input may hold.
    [7_913_500_000_001n, 12, 2, '7.913500000001'],
    [MAX_UNITS * 10n, 6, 2, '10000000000000.00'],
  ])('prints %s at scale %i with at least %i digits as %s', (amount, scale, minDigits, text) => {
    expect(printDecimal(amount, scale, minDigits)).toBe(text);
  });

  it('is read back as the same amount, whatever the least number of digits', () => {
    fc.assert(
      fc.property(units, scales, scales, (amount, scale, digits) => {
        const text = printDecimal(amount, scale, Math.min(digits, scale));
        expect(parseDecimal(text, scale)).toBe(amount);
      }),
    );
  });

  it('shows no zero behind the last digit that counts', () => {
    fc.assert(
      fc.property(units, scales, (amount, scale) => {
        expect(printDecimal(amount, scale)).not.toMatch(/\.[0-9]*0$|\.$/);
      }),
    );
  });
});
