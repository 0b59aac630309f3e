import type { Brand } from './brand';

/** An ISO 4217 code with 0, 2 or 3 minor digits. */
export type Currency = Brand<string, 'currency'>;
export type MinorDigits = 0 | 2 | 3;

/** Active codes of ISO 4217 list one by their minor digits; funds, metals and test codes are left out. */
const CODES: Record<MinorDigits, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF ' +
    'CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD ' +
    'HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA ' +
    'MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN ' +
    'QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP ' +
    'TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

const MINOR_DIGITS = new Map<string, MinorDigits>(
  ([0, 2, 3] as const).flatMap((digits) =>
    CODES[digits].split(' ').map((code) => [code, digits] as const),
  ),
);

export const CURRENCIES: readonly Currency[] = [...MINOR_DIGITS.keys()] as Currency[];

export const isCurrency = (code: unknown): code is Currency =>
  typeof code === 'string' && MINOR_DIGITS.has(code);

export function minorDigits(currency: Currency): MinorDigits {
  const digits = MINOR_DIGITS.get(currency);
  if (digits === undefined) throw new RangeError(`${currency} is no currency of ISO 4217`);
  return digits;
}

/** Micros in one minor unit: 10,000 for USD, since one cent is 10,000 µ. */
export const microsPerMinorUnit = (currency: Currency): bigint =>
  10n ** BigInt(6 - minorDigits(currency));
