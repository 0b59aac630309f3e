import fc from 'fast-check';
import {
  isId,
  isProviderId,
  isPurchaseId,
  isTransactionId,
  type ProviderId,
  purchaseIdOf,
  type TransactionId,
} from './ids';

const NO_TEXT = [undefined, null, 1, true, {}, ['ana']];

const providers = fc.stringMatching(/^[a-z0-9-]{1,32}$/).map((text) => text as ProviderId);
const transactions = fc
  .stringMatching(/^[A-Za-z0-9_.:-]{1,128}$/)
  .map((text) => text as TransactionId);

describe('isId', () => {
  it.each(['ana', 'A.b_c:d-1', '0', '...', '.a', 'x'.repeat(64)])('accepts %j', (text) => {
    expect(isId(text)).toBe(true);
  });

  it.each(['', '.', '..', 'x'.repeat(65), 'a b', 'a/b', 'ana\n', 'ünal', 'a@b.c', ...NO_TEXT])(
    'refuses %j',
    (text) => {
      expect(isId(text)).toBe(false);
    },
  );
});

describe('isProviderId', () => {
  it.each(['apple', 'google-play', '1', 'x'.repeat(32)])('accepts %j', (text) => {
    expect(isProviderId(text)).toBe(true);
  });

  it.each(['', 'Apple', 'a.b', 'a_b', 'x'.repeat(33), 'apple\n', ...NO_TEXT])(
    'refuses %j',
    (text) => {
      expect(isProviderId(text)).toBe(false);
    },
  );
});

describe('isTransactionId', () => {
  it.each(['1', 'GPA.3345-1234:7_x', '.', 'x'.repeat(128)])('accepts %j', (text) => {
    expect(isTransactionId(text)).toBe(true);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a/b', '1\n', ...NO_TEXT])('refuses %j', (text) => {
    expect(isTransactionId(text)).toBe(false);
  });
});

describe('isPurchaseId', () => {
  it('accepts what a provider and a transaction make, points in the transaction included', () => {
    fc.assert(
      fc.property(providers, transactions, (provider, transaction) => {
        expect(isPurchaseId(purchaseIdOf(provider, transaction))).toBe(true);
      }),
    );
  });

  it('names different purchases differently', () => {
    fc.assert(
      fc.property(providers, transactions, providers, transactions, (p1, t1, p2, t2) => {
        expect(purchaseIdOf(p1, t1) === purchaseIdOf(p2, t2)).toBe(p1 === p2 && t1 === t2);
      }),
    );
  });

  it.each([
    '',
    'apple',
    'apple.',
    '.1',
    'Apple.1',
    'apple.a b',
    'a.' + 'x'.repeat(129),
    ...NO_TEXT,
  ])('refuses %j', (text) => {
    expect(isPurchaseId(text)).toBe(false);
  });
});
