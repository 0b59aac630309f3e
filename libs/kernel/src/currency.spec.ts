import fc from 'fast-check';
import { CURRENCIES, type Currency, isCurrency, microsPerMinorUnit, minorDigits } from './currency';

const withDigits = (digits: number): string[] =>
  CURRENCIES.filter((currency) => minorDigits(currency) === digits).sort();

describe('the currencies of ISO 4217', () => {
  it('are 155: 16 without, 132 with two and 7 with three minor digits', () => {
    expect(withDigits(0)).toHaveLength(16);
    expect(withDigits(2)).toHaveLength(132);
    expect(withDigits(3)).toHaveLength(7);
    expect(CURRENCIES).toHaveLength(155);
    expect(new Set(CURRENCIES).size).toBe(155);
  });

  it('without minor digits are these', () => {
    expect(withDigits(0).join(' ')).toBe(
      'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
    );
  });

  it('with three minor digits are these', () => {
    expect(withDigits(3).join(' ')).toBe('BHD IQD JOD KWD LYD OMR TND');
  });

  it('are three capital letters each', () => {
    for (const currency of CURRENCIES) expect(currency).toMatch(/^[A-Z]{3}$/);
  });

  it.each(['USD', 'EUR', 'GBP', 'BRL', 'INR', 'MRU', 'SLE', 'VED', 'XCG', 'ZWG'])(
    'include %s with two minor digits',
    (code) => {
      expect(isCurrency(code) && minorDigits(code)).toBe(2);
    },
  );

  it.each([
    ['a metal', 'XAU'],
    ['a unit of account', 'XDR'],
    ['a fund', 'CLF'],
    ['a fund', 'UYW'],
    ['the test code', 'XTS'],
    ['no currency', 'XXX'],
    ['withdrawn', 'HRK'],
    ['withdrawn', 'BGN'],
    ['withdrawn', 'ANG'],
  ])('leave out %s: %s', (_why, code) => {
    expect(isCurrency(code)).toBe(false);
  });
});

describe('isCurrency', () => {
  it.each([undefined, null, 840, '', 'usd', 'USD ', 'constructor', '__proto__', ['USD']])(
    'refuses %j',
    (code) => {
      expect(isCurrency(code)).toBe(false);
    },
  );
});

describe('minor units', () => {
  it.each([
    ['JPY', 1_000_000n],
    ['USD', 10_000n],
    ['KWD', 1_000n],
  ])('one of %s is %s micros', (code, unit) => {
    expect(microsPerMinorUnit(code as Currency)).toBe(unit);
  });

  it('make up the unit of every currency exactly', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CURRENCIES), (currency) => {
        expect(microsPerMinorUnit(currency) * 10n ** BigInt(minorDigits(currency))).toBe(
          1_000_000n,
        );
      }),
    );
  });

  it('of an unknown code are an error, not a guess', () => {
    expect(() => minorDigits('XAU' as Currency)).toThrow(RangeError);
    expect(() => microsPerMinorUnit('' as Currency)).toThrow('no currency of ISO 4217');
  });
});
