/** Raised for text that is no amount; the message says what is wrong with it, for a person. */
export class AmountError extends Error {
  override readonly name = 'AmountError';
}

/** The largest amount of any kind that is accepted: 10^18 of its smallest unit. */
export const MAX_UNITS = 10n ** 18n;

const DECIMAL = /^(0|[1-9][0-9]{0,18})(?:\.([0-9]{1,6}))?$/;

/**
 * Reads a plain decimal without sign, exponent or leading zeros as an integer of its smallest unit.
 * @param scale digits after the point that one smallest unit stands for (6: micros)
 * @param maxDigits digits after the point that are accepted, at most `scale`
 * @throws AmountError
 */
export function parseDecimal(text: string, scale: number, maxDigits: number = scale): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw new AmountError('must be a plain decimal string such as "12" or "12.5"');
  const fraction = match[2] ?? '';
  if (fraction.length > maxDigits) {
    throw new AmountError(
      maxDigits === 0
        ? 'must be a whole number'
        : `must have at most ${maxDigits} digits after the point`,
    );
  }
  const units = BigInt(match[1] + fraction.padEnd(scale, '0'));
  if (units > MAX_UNITS) throw new AmountError('must not exceed 10^18 of its smallest unit');
  return units;
}

/**
 * Prints an integer of smallest units as a plain decimal without trailing zeros.
 * @param minDigits digits after the point that are always shown
 */
export function printDecimal(units: bigint, scale: number, minDigits = 0): string {
  if (scale === 0) return units.toString();
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, -scale);
  let fraction = digits.slice(-scale);
  let length = scale;
  while (length > minDigits && fraction[length - 1] === '0') length -= 1;
  fraction = fraction.slice(0, length);
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}
