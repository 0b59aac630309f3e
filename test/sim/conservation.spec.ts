import fc from 'fast-check';
import type { StoredEvent } from '@gifting/event-store';
import {
  type Currency,
  type MoneyText,
  NO_MICROS,
  printMoney,
  readMicros,
  subtractMicros,
} from '@gifting/kernel/money';
import { TrialBalance } from '../../apps/audit/src/domain/trial-balance';
import { PureEconomy } from './pure-economy';
import { anyEvening, FULL_EVENING, play, type Step } from './random-evening';

const USD = 'USD' as Currency;
const CENT = { currency: 'USD', value: '0.01' };
const RUNS = { numRuns: 150 };

function historyOf(steps: readonly Step[]): readonly StoredEvent[] {
  const economy = new PureEconomy(() => undefined);
  play(economy, steps);
  return economy.log;
}

/** The money of refunds that were approved and on which nothing was reported, as outTransit shows it. */
function owedRefunds(log: readonly StoredEvent[]): string {
  const reported = new Set(
    log.flatMap(({ data, type }) => (/^Refund.*Reported$/.test(type) ? [data.refundId] : [])),
  );
  const owed = log.flatMap(({ data, type }) =>
    type === 'RefundApproved' && !reported.has(data.refundId) ? [data.money as MoneyText] : [],
  );
  const sum = owed.reduce((total, money) => subtractMicros(total, readMicros(money)), NO_MICROS);
  return printMoney(USD, sum).value;
}

describe('money is conserved', () => {
  it('after every event of any evening, whatever is doubled and whichever hop comes first', () => {
    fc.assert(
      fc.property(anyEvening, (steps) => {
        const books = new TrialBalance();
        const economy = new PureEconomy((event) => {
          books.apply(event);
          expect(books.report().violations).toEqual([]);
          for (const currency of books.currencies()) expect(books.unexplained(currency)).toBe(0n);
        });
        play(economy, steps);
        const { money } = books.report();
        if (money.USD === undefined) return;
        expect(
          money.USD.suspense === '0.00' || economy.log.some(({ type }) => type === 'PurchaseHeld'),
        ).toBe(true);
        expect(money.USD.inTransit).toBe('0.00');
        // All that is still under way is what approved refunds wait for.
        expect(money.USD.outTransit).toBe(owedRefunds(economy.log));
      }),
      RUNS,
    );
  });

  it('and all money that came in is somewhere', () => {
    const books = new TrialBalance();
    for (const event of historyOf(FULL_EVENING)) books.apply(event);
    const report = books.report();
    expect(report.balanced).toBe(true);
    expect(report.money.USD?.unexplained).toBe('0.00');
    expect(report.coins.granted).not.toBe('0');
    expect(report.diamonds.restoredAfterPaid).not.toBe('0');
    const { granted, refunded, refundRestored, remaining, spent } = report.coins;
    expect([refunded, refundRestored].includes('0')).toBe(false);
    const taken = BigInt(refunded ?? '') - BigInt(refundRestored ?? '');
    expect(BigInt(granted ?? '')).toBe(BigInt(remaining ?? '') + BigInt(spent ?? '') + taken);
  });
});

describe('the books catch', () => {
  const history = historyOf(FULL_EVENING);
  /** What is missing at the very end of an account is not told by anything behind it. */
  const isTail = ({ revision, stream }: StoredEvent) =>
    /^(wallet|earnings|purchase)-/.test(stream) &&
    !history.some((event) => event.stream === stream && event.revision > revision);

  const VALUE_MOVES = [
    'PurchaseCaptured',
    'CoinsPurchased',
    'CoinsSpent',
    'GiftSent',
    'DiamondsCredited',
    'PayoutPaid',
    'DiamondsRedeemed',
    'PayoutReturned',
    'CoinsRefunded',
    'RefundApproved',
    'RefundReported',
    'RefundFailedReported',
    'RefundReversedReported',
    'CoinsRestored',
  ];

  it.each(VALUE_MOVES)('a dropped %s, in unexplained money', (type) => {
    const dropped = history.find((event) => event.type === type && !isTail(event));
    expect(dropped).toBeDefined();
    const books = new TrialBalance();
    for (const event of history) if (event !== dropped) books.apply(event);
    expect(books.unexplained(USD)).not.toBe(0n);
    expect(books.report().balanced).toBe(false);
  });

  // Nothing follows a RefundDeclined, so its absence looks like a message that is still under way.
  it.each(['RefundRequested', 'CoinsRefundDeclined'])(
    'a dropped %s, though it moves no value',
    (type) => {
      const dropped = history.find((event) => event.type === type);
      expect(dropped).toBeDefined();
      const books = new TrialBalance();
      for (const event of history) if (event !== dropped) books.apply(event);
      expect(books.report().violations).not.toEqual([]);
    },
  );

  it.each([
    ['allocations that do not add up', 'GiftSent', { allocations: [] }],
    ['a balance that is not what the lots hold', 'CoinsSpent', { balanceAfter: '7' }],
    ['a refund of more money than its coins are worth', 'CoinsRefunded', { money: CENT }],
    ['a refund at another unit cost', 'CoinsRefunded', { value: CENT }],
    ['a refund that leaves another balance', 'CoinsRefunded', { balanceAfter: '7' }],
    ['a refund of no coins', 'CoinsRefunded', { coins: '0' }],
    ['a refund of coins that the lot does not hold', 'CoinsRefunded', { coins: '71' }],
    ['a refund of a lot that never was', 'CoinsRefunded', { purchaseId: 'demo.none' }],
    ['a payment of a refund that never was', 'RefundReported', { refundId: 'none' }],
    ['a payment in another currency', 'RefundReported', { amount: { ...CENT, currency: 'EUR' } }],
    ['a failure of a refund that never was', 'RefundFailedReported', { refundId: 'none' }],
    ['a reversal of a refund that never was', 'RefundReversedReported', { refundId: 'none' }],
    ['a reversal of a payment that never was', 'RefundReversedReported', { reported: false }],
    ['other coins that come back', 'CoinsRestored', { coins: '1' }],
    ['coins that come back at another cost', 'CoinsRestored', { value: CENT }],
    ['coins that come back to another balance', 'CoinsRestored', { balanceAfter: '7' }],
    ['coins that come back of nothing', 'CoinsRestored', { claimId: 'none' }],
    ['a payout that does not add up', 'PayoutPaid', { gross: { currency: 'USD', value: '99.00' } }],
  ])('%s', (_, type, change) => {
    const index = history.findIndex((event) => event.type === type);
    const books = new TrialBalance();
    history.forEach((event, place) =>
      books.apply(place === index ? { ...event, data: { ...event.data, ...change } } : event),
    );
    const { balanced, violations } = books.report();
    expect(balanced).toBe(false);
    expect(violations[0]?.position).toBe(history[index]?.position);
  });

  it('a refund that is approved twice', () => {
    const [first, second] = history.filter(({ type }) => type === 'RefundApproved');
    const books = new TrialBalance();
    for (const event of history) {
      const data = { ...event.data, refundId: first?.data.refundId ?? '' };
      books.apply(event === second ? { ...event, data } : event);
    }
    expect(books.report().violations[0]?.position).toBe(second?.position);
  });

  it('a decline that no wallet has decided', () => {
    const declined = history.find(({ type }) => type === 'RefundDeclined');
    const books = new TrialBalance();
    for (const event of history) if (event.type !== 'CoinsRefundDeclined') books.apply(event);
    const at = books.report().violations.map(({ position }) => position);
    expect(at).toContain(declined?.position);
  });

  it('an event that is told twice', () => {
    const books = new TrialBalance();
    for (const event of history) {
      books.apply(event);
      if (event.type === 'DiamondsCredited') books.apply(event);
    }
    expect(books.report().balanced).toBe(false);
  });
});
