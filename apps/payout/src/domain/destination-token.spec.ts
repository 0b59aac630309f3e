import fc from 'fast-check';
import { isVaultReference, looksLikeAccountData } from './destination-token';

describe('a destination token', () => {
  it.each(['ok-12345', 'tok_4fQ9aZ', 'a'.repeat(128), '550e8400-e29b-41d4-a716-446655440000'])(
    'may be a reference of the vault: %s',
    (token) => {
      expect(isVaultReference(token)).toBe(true);
      expect(looksLikeAccountData(token)).toBe(false);
    },
  );

  it.each(['short12', 'a'.repeat(129), 'with space', 'dot.dot.dot', ''])(
    'is no reference of the vault: %s',
    (token) => expect(isVaultReference(token)).toBe(false),
  );

  it.each([
    ['an e-mail address', 'cleo@example.com'],
    ['an IBAN', 'DE89370400440532013000'],
    ['an IBAN in lower case', 'de89370400440532013000'],
    ['an IBAN with letters', 'GB29NWBK60161331926819'],
    ['the shortest IBAN', 'NO9386011117947'],
    ['an IBAN as it is printed', 'DE89 3704 0044 0532 0130 00'],
    ['an IBAN in groups', 'DE89-3704-0044-0532-0130-00'],
    ['an IBAN with a label', 'iban-DE89370400440532013000'],
    ['a card number', '4111111111111111'],
    ['a card number in groups', '4111-1111-1111-1111'],
    ['a card number with a label', 'card_4111111111111111'],
    ['a card number in groups with a label', 'visa-4111-1111-1111-1111'],
    ['another card number', '3782-822463-10005'],
    ['an account number', '12345678'],
    ['a long account number', '000123456789'],
  ])('looks like %s', (_, text) => expect(looksLikeAccountData(text)).toBe(true));

  it.each([
    ['a time in milliseconds', 'ok-1764028800000'],
    ['an IBAN but for its check digits', 'DE88370400440532013000'],
    ['a hexadecimal number', 'tok_0123456789012345678901234567890a'],
  ])('may hold %s', (_, text) => expect(looksLikeAccountData(text)).toBe(false));

  it('may be any UUID, with the prefix that the sandbox looks at', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(looksLikeAccountData(`ok-${uuid}`)).toBe(false);
      }),
    );
  });
});
