import fc from 'fast-check';
import {
  addCoins,
  coins,
  minCoins,
  NO_COINS,
  parseCoins,
  printCoins,
  readCoins,
  subtractCoins,
} from './coins';
import { AmountError, MAX_UNITS } from './decimal';

describe('coins', () => {
  it.each([
    ['0', 0n],
    ['833', 833n],
    ['1000000000000000000', MAX_UNITS],
  ])('reads %j', (text, amount) => {
    expect(parseCoins(text)).toBe(amount);
  });

  it.each([
    '',
    '-1',
    '+1',
    '01',
    '1.0',
    '1.5',
    '1e3',
    ' 1',
    '1\n',
    '1000000000000000001',
    '9'.repeat(20),
  ])('refuses %j', (text) => {
    expect(() => parseCoins(text)).toThrow(AmountError);
  });

  it('parses and reads back what it prints', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_UNITS }), (amount) => {
        const text = printCoins(coins(amount));
        expect(parseCoins(text)).toBe(amount);
        expect(readCoins(text)).toBe(amount);
      }),
    );
  });

  it('reads sums beyond what may be handed in, and amounts below zero', () => {
    expect(readCoins(printCoins(coins(MAX_UNITS + 1n)))).toBe(MAX_UNITS + 1n);
    expect(readCoins(printCoins(coins(-833)))).toBe(-833n);
  });

  it('refuses a fraction of a coin', () => {
    expect(() => coins(0.5)).toThrow(RangeError);
  });

  it('adds, subtracts and compares', () => {
    expect(addCoins(coins(70), coins(350))).toBe(420n);
    expect(subtractCoins(coins(70), coins(350))).toBe(-280n);
    expect(minCoins(coins(70), coins(350))).toBe(70n);
    expect(minCoins(coins(350), coins(70))).toBe(70n);
    expect(addCoins(NO_COINS, coins(1))).toBe(1n);
  });
});
