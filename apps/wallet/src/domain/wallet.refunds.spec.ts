import fc from 'fast-check';
import { InvariantViolation, type GiftTxId, type PurchaseId } from '@gifting/kernel';
import { coins, readCoins } from '@gifting/kernel/coins';
import { readMicros } from '@gifting/kernel/money';
import { given } from '@gifting/testing';
import {
  lot,
  NOW,
  PURCHASE_ID,
  REFUND_ID,
  refundDeclined,
  refunded,
  restored,
  UNTIL,
} from './refund.fixture';
import { type WalletCommand, walletDecider } from './wallet.decider';
import type { WalletEvent } from './wallet.events';
import type { RefundCoins } from './wallet.refunds';

const OTHER = 'demo.tx-2' as PurchaseId;
const refund = (amount?: number, changes: Partial<RefundCoins> = {}): RefundCoins => ({
  kind: 'refund',
  refundId: REFUND_ID,
  purchaseId: PURCHASE_ID,
  ...(amount === undefined ? {} : { coins: coins(amount) }),
  requestedAt: NOW,
  refundableUntil: UNTIL,
  ...changes,
});
const restore = (refundId: string = REFUND_ID): WalletCommand => ({
  kind: 'restore-refund',
  purchaseId: PURCHASE_ID,
  refundId: refundId,
});
const spend = (amount: number): WalletCommand => ({
  kind: 'spend',
  now: NOW,
  giftTxId: 'gift-1' as GiftTxId,
  coins: coins(amount),
  validUntil: NOW,
});
const after = (command: WalletCommand, ...history: readonly WalletEvent[]) =>
  walletDecider.decide(command, given(walletDecider, ...history).state()) as WalletEvent[];

describe('a refund', () => {
  it('takes coins out of the lot of its purchase, wherever it stands', () => {
    const history = [lot(OTHER), lot(PURCHASE_ID, 140)];
    given(walletDecider, ...history)
      .when(refund(33))
      .then(refunded({ coins: 33, money: '0.39', balanceAfter: 107 }));
  });

  it('pays the cents that rounding held back before', () => {
    const first = refunded({ coins: 33, money: '0.39', balanceAfter: 37 });
    const second = { refundId: 'refund-2' };
    given(walletDecider, lot(), first)
      .when(refund(2, second))
      .then(refunded({ coins: 2, money: '0.03', balanceAfter: 35, ...second }));
  });

  it('takes all that is unspent by default', () => {
    given(walletDecider, lot(), ...after(spend(20), lot()))
      .when(refund())
      .then(refunded({ coins: 50, money: '0.60', balanceAfter: 0 }));
  });

  it('is declined where fewer coins are unspent than asked for', () => {
    const history = [lot(), ...after(spend(20), lot())];
    given(walletDecider, ...history)
      .when(refund(50))
      .then(refunded({ coins: 50, money: '0.60', balanceAfter: 0 }));
    given(walletDecider, ...history)
      .when(refund(51))
      .then(refundDeclined('lot-already-spent'));
  });

  it('is declined where nothing is unspent, or no lot was ever granted', () => {
    const spent = [lot(), ...after(spend(70), lot())];
    given(walletDecider, ...spent)
      .when(refund())
      .then(refundDeclined('lot-already-spent'));
    given(walletDecider).when(refund()).then(refundDeclined('lot-already-spent'));
    given(walletDecider, lot(OTHER)).when(refund(1)).then(refundDeclined('lot-already-spent'));
  });

  it('is in time at the very last moment, and declined after it before anything else', () => {
    given(walletDecider, lot())
      .when(refund(33, { requestedAt: UNTIL }))
      .then(refunded({ coins: 33, money: '0.39', balanceAfter: 37 }));
    const late = { requestedAt: '2026-11-15T12:00:00.001Z' };
    given(walletDecider, lot()).when(refund(71, late)).then(refundDeclined('refund-window-closed'));
  });

  it('leaves the other coins to be spent, oldest lot first', () => {
    const history = [
      lot(),
      lot(OTHER, 140),
      refunded({ coins: 70, money: '0.84', balanceAfter: 70 }),
    ];
    const [event] = after(spend(1), ...history);
    expect(event?.data).toMatchObject({ allocations: [{ purchaseId: OTHER }], balanceAfter: '69' });
  });

  it('changes nothing when declined', () => {
    given(walletDecider, lot(), refundDeclined('refund-window-closed'))
      .when(refund(33))
      .then(refunded({ coins: 33, money: '0.39', balanceAfter: 37 }));
  });
});

describe('a refund that was undone', () => {
  const taken = refunded({ coins: 70, money: '0.84', balanceAfter: 70 });

  it('gives its coins back to the same lot, which is spent first again', () => {
    const back = restored({ coins: 70, money: '0.84', balanceAfter: 140 });
    given(walletDecider, lot(), lot(OTHER, 140), taken).when(restore()).then(back);
    const [event] = after(spend(1), lot(), lot(OTHER, 140), taken, back);
    expect(event?.data).toMatchObject({ allocations: [{ purchaseId: PURCHASE_ID }] });
  });

  it('can be asked for again, for the same money', () => {
    const first = refunded({ coins: 33, money: '0.39', balanceAfter: 37 });
    const back = restored({ coins: 33, money: '0.39', balanceAfter: 70 });
    const again = { refundId: 'refund-2' };
    given(walletDecider, lot(), first, back)
      .when(refund(33, again))
      .then(refunded({ coins: 33, money: '0.39', balanceAfter: 37, ...again }));
  });

  it.each<[string, WalletEvent[]]>([
    ['that never was', [lot()]],
    ['of a lot that never was', []],
    [
      'that was undone before',
      [lot(), taken, restored({ coins: 70, money: '0.84', balanceAfter: 70 })],
    ],
  ])('breaks the line %s', (_, history) => {
    given(walletDecider, ...history)
      .when(restore())
      .thenThrows(InvariantViolation);
  });
});

describe('a history that cannot be', () => {
  it.each<[string, WalletEvent[]]>([
    [
      'refunds more than the lot holds',
      [lot(), refunded({ coins: 71, money: '0.85', balanceAfter: 0 })],
    ],
    ['refunds from a lot that never was', [refunded({ coins: 1, money: '0.01', balanceAfter: 0 })]],
    [
      'restores what was not refunded',
      [lot(), restored({ coins: 1, money: '0.01', balanceAfter: 71 })],
    ],
  ])('breaks the line when it %s', (_, history) => {
    expect(given(walletDecider, ...history).state).toThrow(InvariantViolation);
  });
});

describe('conservation', () => {
  it('holds per lot after every event of any history', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('grant' as const) }),
      fc.record({ kind: fc.constant('spend' as const), coins: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ kind: fc.constant('refund' as const), lot: fc.nat(9), coins: fc.nat(40) }),
      fc.record({ kind: fc.constant('restore' as const), which: fc.nat(9) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = walletDecider.initial;
        const terms = new Map<
          string,
          { spent: bigint; refunded: bigint; back: bigint; out: bigint }
        >();
        const of = (purchaseId: string) => {
          const known = terms.get(purchaseId) ?? { spent: 0n, refunded: 0n, back: 0n, out: 0n };
          terms.set(purchaseId, known);
          return known;
        };
        steps.forEach((next, index) => {
          const open = state.lots.flatMap(({ purchaseId, refunds }) =>
            refunds.map(({ refundId }) => ({ purchaseId, refundId })),
          );
          const command = ((): WalletCommand | undefined => {
            switch (next.kind) {
              case 'grant':
                return { kind: 'grant-lot', lot: lot(`demo.${index}` as PurchaseId).data };
              case 'spend':
                return spend(next.coins);
              case 'refund': {
                const purchaseId = state.lots[next.lot]?.purchaseId ?? OTHER;
                const refundId = `r${index}`;
                return refund(next.coins === 0 ? undefined : next.coins, { purchaseId, refundId });
              }
              case 'restore': {
                const undone = open[next.which % Math.max(1, open.length)];
                return undone && { kind: 'restore-refund', ...undone };
              }
            }
          })();
          if (command === undefined) return;
          for (const event of walletDecider.decide(command, state) as readonly WalletEvent[]) {
            state = walletDecider.evolve(state, event);
            if (event.type === 'CoinsSpent') {
              for (const part of event.data.allocations)
                of(part.purchaseId).spent += readCoins(part.coins);
            }
            if (event.type === 'CoinsRefunded') {
              of(event.data.purchaseId).refunded += readCoins(event.data.coins);
              of(event.data.purchaseId).out += readMicros(event.data.money);
            }
            if (event.type === 'CoinsRestored') {
              of(event.data.purchaseId).back += readCoins(event.data.coins);
              of(event.data.purchaseId).out -= readMicros(event.data.money);
            }
            if ('balanceAfter' in event.data) {
              expect(readCoins(event.data.balanceAfter)).toBe(state.balance);
            }
          }
          for (const { granted, paid, purchaseId, remaining } of state.lots) {
            const { back, out, refunded: taken, spent } = of(purchaseId);
            expect(granted).toBe(remaining + spent + (taken - back));
            expect(remaining >= 0n && taken >= back && out >= 0n && out <= paid).toBe(true);
          }
          expect(state.balance).toBe(state.lots.reduce((sum, each) => sum + each.remaining, 0n));
          const openLot = state.lots.findIndex(({ remaining }) => remaining > 0n);
          expect(state.firstOpenLot).toBe(openLot < 0 ? state.lots.length : openLot);
        });
      }),
    );
  });
});
