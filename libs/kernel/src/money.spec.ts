import fc from 'fast-check';
import { CURRENCIES, type Currency, microsPerMinorUnit, minorDigits } from './currency';
import { AmountError, MAX_UNITS } from './decimal';
import {
  addMicros,
  floorToMinorUnits,
  micros,
  NO_MICROS,
  parseMoney,
  parseRate,
  printMoney,
  readMicros,
  subtractMicros,
} from './money';

const USD = 'USD' as Currency;
const currencies = fc.constantFrom(...CURRENCIES);
const amounts = fc.bigInt({ min: 0n, max: MAX_UNITS }).map(micros);
const signedAmounts = fc.bigInt({ min: -MAX_UNITS, max: MAX_UNITS }).map(micros);

describe('parseMoney', () => {
  it.each([
    ['USD', '10', 10_000_000n],
    ['USD', '10.0', 10_000_000n],
    ['USD', '2.08', 2_080_000n],
    ['JPY', '1000', 1_000_000_000n],
    ['KWD', '1.005', 1_005_000n],
    ['USD', '1000000000000.00', MAX_UNITS],
  ])('reads %s %s', (currency, value, expected) => {
    expect(parseMoney({ currency, value })).toEqual({ currency, micros: expected });
  });

  it.each([
    ['USD', '0.004', 'at most 2 digits'],
    ['USD', '1.000', 'at most 2 digits'],
    ['JPY', '1000.0', 'a whole number'],
    ['KWD', '1.0005', 'at most 3 digits'],
    ['USD', '-1', 'a plain decimal'],
    ['USD', '1000000000000.01', 'must not exceed 10^18'],
    ['usd', '1', 'currency'],
    ['XAU', '1', 'currency'],
    ['', '1', 'currency'],
  ])('refuses %s %s', (currency, value, reason) => {
    expect(() => parseMoney({ currency, value })).toThrow(AmountError);
    expect(() => parseMoney({ currency, value })).toThrow(reason);
  });
});

describe('parseRate', () => {
  it('reads what is finer than a minor unit', () => {
    expect(parseRate({ currency: 'USD', value: '0.012' }).micros).toBe(12_000n);
    expect(parseRate({ currency: 'JPY', value: '1.85' }).micros).toBe(1_850_000n);
    expect(parseRate({ currency: 'USD', value: '0.000001' }).micros).toBe(1n);
  });

  it('refuses what is finer than a micro, and unknown currencies', () => {
    expect(() => parseRate({ currency: 'USD', value: '0.0000001' })).toThrow(AmountError);
    expect(() => parseRate({ currency: 'ABC', value: '1' })).toThrow(AmountError);
  });
});

describe('printMoney', () => {
  it.each([
    ['USD', 10_000_000n, '10.00'],
    ['USD', 4_000n, '0.004'],
    ['USD', 0n, '0.00'],
    ['USD', -2_080_000n, '-2.08'],
    ['JPY', 1_000_000_000n, '1000'],
    ['JPY', 500_000n, '0.5'],
    ['KWD', 1_005_000n, '1.005'],
    ['KWD', 1_000_000n, '1.000'],
  ])('prints %s with its minor digits and what is finer', (currency, amount, value) => {
    expect(printMoney(currency as Currency, micros(amount))).toEqual({ currency, value });
  });

  it('is read back as the same rate in every currency, and from events also below zero', () => {
    fc.assert(
      fc.property(currencies, signedAmounts, (currency, amount) => {
        const text = printMoney(currency, amount);
        expect(readMicros(text)).toBe(amount);
        if (amount >= 0n) expect(parseRate(text)).toEqual({ currency, micros: amount });
      }),
    );
  });

  it('is read back as the same money where the amount is whole minor units', () => {
    fc.assert(
      fc.property(currencies, amounts, (currency, amount) => {
        const whole = floorToMinorUnits(currency, amount);
        expect(parseMoney(printMoney(currency, whole))).toEqual({ currency, micros: whole });
      }),
    );
  });

  it('shows at least the minor digits, at most six, and no zero behind them', () => {
    fc.assert(
      fc.property(currencies, amounts, (currency, amount) => {
        const fraction = printMoney(currency, amount).value.split('.')[1] ?? '';
        expect(fraction.length).toBeGreaterThanOrEqual(minorDigits(currency));
        expect(fraction.length).toBeLessThanOrEqual(6);
        if (fraction.length > minorDigits(currency)) expect(fraction).not.toMatch(/0$/);
      }),
    );
  });
});

describe('floorToMinorUnits', () => {
  it('rounds down, never towards zero', () => {
    expect(floorToMinorUnits(USD, micros(2_085_000))).toBe(2_080_000n);
    expect(floorToMinorUnits(USD, micros(9_999))).toBe(0n);
    expect(floorToMinorUnits(USD, micros(-1))).toBe(-10_000n);
    expect(floorToMinorUnits(USD, micros(-10_000))).toBe(-10_000n);
    expect(floorToMinorUnits('JPY' as Currency, micros(1_999_999))).toBe(1_000_000n);
    expect(floorToMinorUnits('KWD' as Currency, micros(1_999_999))).toBe(1_999_000n);
  });

  it('takes away less than one minor unit and leaves whole ones', () => {
    fc.assert(
      fc.property(currencies, signedAmounts, (currency, amount) => {
        const unit = microsPerMinorUnit(currency);
        const whole = floorToMinorUnits(currency, amount);
        expect(whole % unit).toBe(0n);
        expect(amount - whole).toBeGreaterThanOrEqual(0n);
        expect(amount - whole).toBeLessThan(unit);
      }),
    );
  });
});

it('adds and subtracts micros', () => {
  fc.assert(
    fc.property(signedAmounts, signedAmounts, (a, b) => {
      expect(subtractMicros(addMicros(a, b), b)).toBe(a);
    }),
  );
  expect(subtractMicros(NO_MICROS, micros(4_000))).toBe(-4_000n);
});
