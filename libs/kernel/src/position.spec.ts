import fc from 'fast-check';
import { comparePositions, isPosition, maxPosition, type Position, START } from './position';

const positions = fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }).map((n) => n.toString() as Position);

describe('isPosition', () => {
  it.each(['0', '1', '42', '9'.repeat(19)])('accepts %j', (text) => {
    expect(isPosition(text)).toBe(true);
  });

  it.each([
    '',
    '00',
    '01',
    '-1',
    '+1',
    '1.0',
    '1e3',
    ' 1',
    '1\n',
    '9'.repeat(20),
    1,
    null,
    undefined,
    ['1'],
  ])('refuses %j', (text) => {
    expect(isPosition(text)).toBe(false);
  });

  it('accepts every position, and so its integer written again', () => {
    fc.assert(
      fc.property(positions, (position) => {
        expect(isPosition(position)).toBe(true);
        expect(BigInt(position).toString()).toBe(position);
      }),
    );
  });
});

describe('comparePositions', () => {
  it('orders as integers, also where digits alone would not', () => {
    fc.assert(
      fc.property(positions, positions, (a, b) => {
        const difference = BigInt(a) - BigInt(b);
        expect(Math.sign(comparePositions(a, b))).toBe(
          difference < 0n ? -1 : difference > 0n ? 1 : 0,
        );
      }),
    );
    expect(comparePositions('9' as Position, '10' as Position)).toBeLessThan(0);
    expect(comparePositions('20' as Position, '10' as Position)).toBeGreaterThan(0);
    expect(comparePositions('10' as Position, '10' as Position)).toBe(0);
  });

  it('puts nothing before the start', () => {
    fc.assert(
      fc.property(positions, (position) => {
        expect(comparePositions(START, position)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('maxPosition', () => {
  it('is the later of two', () => {
    fc.assert(
      fc.property(positions, positions, (a, b) => {
        expect(maxPosition(a, b)).toBe((BigInt(a) > BigInt(b) ? a : b).toString());
      }),
    );
  });
});
