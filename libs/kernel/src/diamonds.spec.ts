import fc from 'fast-check';
import { AmountError, MAX_UNITS } from './decimal';
import {
  addDiamonds,
  MICRODIAMONDS_PER_DIAMOND,
  microdiamonds,
  NO_DIAMONDS,
  parseDiamonds,
  printDiamonds,
  printMicrodiamonds,
  readMicrodiamonds,
  subtractDiamonds,
} from './diamonds';

const amounts = fc.bigInt({ min: 0n, max: MAX_UNITS }).map(microdiamonds);

describe('diamonds', () => {
  it.each([
    ['0', 0n],
    ['1', MICRODIAMONDS_PER_DIAMOND],
    ['416.5', 416_500_000n],
    ['0.000001', 1n],
    ['1000000000000', MAX_UNITS],
  ])('reads %j as microdiamonds', (text, amount) => {
    expect(parseDiamonds(text)).toBe(amount);
  });

  it.each(['', '-1', '1.', '.5', '01', '0.0000001', '1000000000000.000001'])(
    'refuses %j',
    (text) => {
      expect(() => parseDiamonds(text)).toThrow(AmountError);
    },
  );

  it('prints diamonds for people and microdiamonds for events', () => {
    expect(printDiamonds(microdiamonds(416_500_000))).toBe('416.5');
    expect(printMicrodiamonds(microdiamonds(416_500_000))).toBe('416500000');
  });

  it('prints the debt of a creator with its sign', () => {
    expect(printDiamonds(microdiamonds(-500_000))).toBe('-0.5');
    expect(readMicrodiamonds(printMicrodiamonds(microdiamonds(-500_000)))).toBe(-500_000n);
  });

  it('parses and reads back what it prints', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseDiamonds(printDiamonds(amount))).toBe(amount);
        expect(readMicrodiamonds(printMicrodiamonds(amount))).toBe(amount);
      }),
    );
  });

  it('adds and subtracts', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(subtractDiamonds(addDiamonds(a, b), b)).toBe(a);
      }),
    );
    expect(subtractDiamonds(NO_DIAMONDS, microdiamonds(1))).toBe(-1n);
  });
});
