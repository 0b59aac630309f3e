import fc from 'fast-check';
import { type Coins, coins } from '@gifting/kernel/coins';
import { type Micros, type Money, NO_MICROS, parseMoney } from '@gifting/kernel/money';
import { acceptsReason, refundableUntil, refundMoney } from './refund-terms';

const money = (currency: string, value: string): Money => parseMoney({ currency, value });
const cents = (value: number): Micros => (BigInt(value) * 10_000n) as Micros;
const BUNDLE = { granted: coins(70), paid: money('USD', '0.84') };

describe('refundableUntil', () => {
  it('counts whole hours from the capture', () => {
    const capturedAt = '2026-11-01T12:00:00.123Z';
    expect(refundableUntil({ windowHours: 336 }, capturedAt)).toBe('2026-11-15T12:00:00.123Z');
    expect(refundableUntil({ windowHours: 0 }, capturedAt)).toBe(capturedAt);
  });
});

describe('acceptsReason', () => {
  it('accepts only what the terms name', () => {
    const terms = { reasons: ['technical'] as const };
    expect(acceptsReason(terms, 'technical')).toBe(true);
    expect(acceptsReason(terms, 'accidental')).toBe(false);
    expect(acceptsReason(terms, 'changed my mind')).toBe(false);
  });
});

describe('refundMoney', () => {
  it('gives back what the coins had cost, rounded down to the cent', () => {
    const claimed = coins(33);
    expect(refundMoney(BUNDLE, { claimed, paidOut: NO_MICROS })).toBe(cents(39));
  });

  it('makes up for the rounding of the steps before', () => {
    expect(refundMoney(BUNDLE, { claimed: coins(35), paidOut: cents(39) })).toBe(cents(3));
  });

  it('gives back the whole payment for the whole lot, the residual included', () => {
    const custom = { granted: coins(833), paid: money('USD', '10.00') };
    const claimed = coins(833);
    expect(refundMoney(custom, { claimed, paidOut: NO_MICROS })).toBe(custom.paid.micros);
  });

  it('is never negative after a step was undone', () => {
    expect(refundMoney(BUNDLE, { claimed: coins(1), paidOut: cents(3) })).toBe(NO_MICROS);
  });

  it('moves whole units of a currency without minor ones', () => {
    const yen = { granted: coins(70), paid: money('JPY', '100') };
    expect(refundMoney(yen, { claimed: coins(33), paidOut: NO_MICROS })).toBe(47_000_000n);
  });

  it('pays any sequence of steps what its coins are worth together, and never more than was paid', () => {
    const step = fc.record({ coins: fc.integer({ min: 1, max: 400 }), undoes: fc.boolean() });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.array(step, { maxLength: 30 }),
        (granted, paidCents, steps) => {
          const lot = {
            granted: coins(granted),
            paid: { currency: money('USD', '0').currency, micros: cents(paidCents) },
          };
          const open: { coins: Coins; money: Micros }[] = [];
          const sum = (of: 'coins' | 'money') => open.reduce((total, each) => total + each[of], 0n);
          let undone = false;
          for (const next of steps) {
            if (next.undoes) {
              undone ||= open.shift() !== undefined;
              continue;
            }
            const claimed = (sum('coins') + BigInt(next.coins)) as Coins;
            if (claimed > lot.granted) continue;
            const step = refundMoney(lot, { claimed, paidOut: sum('money') as Micros });
            expect(step % 10_000n).toBe(0n);
            open.push({ coins: coins(next.coins), money: step });
            const exact = (lot.paid.micros * claimed) / lot.granted;
            const due = exact - (exact % 10_000n);
            if (undone) expect(sum('money')).toBeGreaterThanOrEqual(due);
            else expect(sum('money')).toBe(due);
            expect(sum('money')).toBeLessThanOrEqual(lot.paid.micros);
          }
        },
      ),
    );
  });
});
