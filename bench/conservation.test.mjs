import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultsOfBooks, faultsOfLedger, faultsOfRecovery } from './conservation.mjs';

/** Three gifts of ten coins, credited. */
const BOOKS = {
  balanced: true,
  violations: [],
  coins: { granted: '1000', remaining: '970', spent: '30' },
  diamonds: { credited: '15' },
  money: {
    USD: { unexplained: '0.00', inTransit: '0.00', outTransit: '0.00', suspense: '0.00' },
  },
};
const BOOKED = { gifts: 3, coinsPerGift: 10 };
const withMoney = (terms) => ({ ...BOOKS, money: { USD: { ...BOOKS.money.USD, ...terms } } });

describe('the books of the pipeline', () => {
  it('hold when all coins are where they should be', () => {
    assert.deepEqual(faultsOfBooks(BOOKS, BOOKED), []);
    assert.deepEqual(faultsOfBooks(BOOKS), []);
  });

  const planted = {
    'books that do not balance': { ...BOOKS, balanced: false },
    'a violation': { ...BOOKS, violations: [{ position: '7', detail: 'a credit without a gift' }] },
    'unexplained money': withMoney({ unexplained: '-0.000000000001' }),
    'money still in transit': withMoney({ inTransit: '0.12' }),
    'money still out in transit': withMoney({ outTransit: '0.12' }),
    'money in suspense': withMoney({ suspense: '12.00' }),
    'coins that are gone': { ...BOOKS, coins: { ...BOOKS.coins, remaining: '969' } },
    'a gift nobody was told of': {
      ...BOOKS,
      coins: { granted: '1000', remaining: '960', spent: '40' },
    },
    'a gift that is not credited': { ...BOOKS, diamonds: { credited: '10' } },
    'no money at all': { ...BOOKS, money: {} },
  };
  for (const [name, books] of Object.entries(planted)) {
    it(`do not hold with ${name}`, () => {
      assert.notDeepEqual(faultsOfBooks(books, BOOKED), []);
    });
  }
});

/** Two gifts of ten coins. */
const LEDGER = {
  transfers: '2',
  entries: '4',
  debits: '20',
  credits: '20',
  unbalanced: '0',
  negative: '0',
  viewers: '80',
  creators: '20',
};
const EXPECTED = { gifts: 2, coinsPerGift: 10, funded: 100 };

describe('a ledger of double entries', () => {
  it('holds when it conserves', () => {
    assert.deepEqual(faultsOfLedger(LEDGER, EXPECTED), []);
    assert.deepEqual(faultsOfLedger(LEDGER), []);
  });

  it('holds when the legs of creators are only inserted', () => {
    assert.deepEqual(faultsOfLedger({ ...LEDGER, creators: '0' }, EXPECTED), []);
  });

  const planted = {
    'a credit without its debit': { ...LEDGER, credits: '30', creators: '30' },
    'a transfer that does not add up': { ...LEDGER, unbalanced: '1' },
    'a negative balance': { ...LEDGER, negative: '1' },
    'an entry too few': { ...LEDGER, entries: '3' },
    'a viewer who was not debited': { ...LEDGER, viewers: '90' },
    'a creator who was not credited': { ...LEDGER, creators: '10' },
    'an acknowledged gift that is lost': {
      ...LEDGER,
      transfers: '1',
      entries: '2',
      debits: '10',
      credits: '10',
      viewers: '90',
      creators: '10',
    },
  };
  for (const [name, ledger] of Object.entries(planted)) {
    it(`does not hold with ${name}`, () => {
      assert.notDeepEqual(faultsOfLedger(ledger, EXPECTED), []);
    });
  }
});

describe('the gifts behind a crash', () => {
  it('may be more than were acknowledged, each once', () => {
    assert.deepEqual(faultsOfRecovery(['a', 'b'], ['b', 'a', 'in flight']), []);
  });

  it('must hold every acknowledged one', () => {
    assert.match(faultsOfRecovery(['a', 'b'], ['b']).join(), /1 acknowledged gifts are lost, a/);
  });

  it('must hold none twice', () => {
    assert.match(faultsOfRecovery(['a'], ['a', 'c', 'c']).join(), /more than once/);
  });

  it('show nothing when none was acknowledged', () => {
    assert.notDeepEqual(faultsOfRecovery([], ['a']), []);
  });
});
