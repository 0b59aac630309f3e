const VAULT_REFERENCE = /^[A-Za-z0-9_-]{8,128}$/;

/** A reference of the vault: 8 to 128 letters, digits, dashes and underscores. */
export const isVaultReference = (text: string): boolean => VAULT_REFERENCE.test(text);

const SEPARATORS = /[\s._-]/g;
const ALL_DIGITS = /^\d+$/;
/** Longer than a time in milliseconds, which references often hold. */
const MANY_DIGITS = /^\d{14,}$/;
const CARD_IN_GROUPS = /(?<![A-Za-z0-9])\d{4}([ _-])\d{4}\1\d{4}\1\d{1,7}(?![A-Za-z0-9])/;

/**
 * Whether a text looks like an account itself instead of a reference to it: an e-mail address, an
 * IBAN, a card or account number, grouped or labelled. Such a text must never be recorded. References
 * that merely hold digits, as hexadecimal ones do, do not look like it.
 */
export function looksLikeAccountData(text: string): boolean {
  if (text.includes('@') || isIban(text) || CARD_IN_GROUPS.test(text)) return true;
  if (ALL_DIGITS.test(text.replace(SEPARATORS, ''))) return true;
  return text.split(SEPARATORS).some((part) => MANY_DIGITS.test(part) || isIban(part));
}

/** In one piece, or in the groups of four in which it is printed. */
const IBAN = /^[A-Z]{2}\d{2}([ -]?)(?:[A-Z0-9]{4}\1){2,7}[A-Z0-9]{1,4}$/;

/** ISO 13616, with its check digits: the first four characters moved to the end, modulo 97. */
function isIban(text: string): boolean {
  const upper = text.toUpperCase();
  if (!IBAN.test(upper)) return false;
  const iban = upper.replace(SEPARATORS, '');
  const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((sign) => parseInt(sign, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
