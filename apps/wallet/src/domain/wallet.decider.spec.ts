import fc from 'fast-check';
import { coins, type CoinsText, readCoins } from '@gifting/kernel/coins';
import { type Currency, type MoneyText, readMicros } from '@gifting/kernel/money';
import {
  type GiftTxId,
  InvariantViolation,
  type PurchaseId,
  type RefusalCode,
  UnknownEvent,
  type ViewerId,
} from '@gifting/kernel';
import { given } from '@gifting/testing';
import { type WalletCommand, walletDecider } from './wallet.decider';
import {
  type CoinsPurchased,
  CoinsSpendDeclined,
  type CoinsSpent,
  type WalletEvent,
  WalletFrozen,
  WalletUnfrozen,
} from './wallet.events';

const NOW = '2026-11-01T12:00:00.000Z';
const usd = (value: string): MoneyText => ({ currency: 'USD' as Currency, value });

const lot = (
  purchaseId: string,
  amount: number,
  unitCost = '0.012',
  balanceAfter = amount,
): CoinsPurchased => ({
  type: 'CoinsPurchased',
  schemaVersion: 1,
  data: {
    balanceAfter: String(balanceAfter) as CoinsText,
    capturedAt: NOW,
    coins: String(amount) as CoinsText,
    paid: usd('10.00'),
    policyVersion: 1,
    purchaseId: purchaseId as PurchaseId,
    refundableUntil: '2026-11-15T12:00:00.000Z',
    residual: usd('0.00'),
    unitCost: usd(unitCost),
    viewerId: 'ana' as ViewerId,
  },
});

const spend = (amount: number, validUntil = NOW): WalletCommand => ({
  kind: 'spend',
  now: NOW,
  giftTxId: 'gift-1' as GiftTxId,
  coins: coins(amount),
  validUntil,
});

const spent = (
  allocations: readonly [purchaseId: string, coins: number, value: string][],
  balanceAfter: number,
): CoinsSpent => ({
  type: 'CoinsSpent',
  schemaVersion: 1,
  data: {
    allocations: allocations.map(([purchaseId, amount, value]) => ({
      coins: String(amount) as CoinsText,
      purchaseId: purchaseId as PurchaseId,
      value: usd(value),
    })),
    balanceAfter: String(balanceAfter) as CoinsText,
    coins: String(allocations.reduce((sum, [, amount]) => sum + amount, 0)) as CoinsText,
    giftTxId: 'gift-1' as GiftTxId,
  },
});

const declined = (amount: number, balance: number, code: RefusalCode): CoinsSpendDeclined => ({
  type: 'CoinsSpendDeclined',
  schemaVersion: 1,
  data: {
    balance: String(balance) as CoinsText,
    code,
    coins: String(amount) as CoinsText,
    giftTxId: 'gift-1' as GiftTxId,
  },
});

describe('a lot', () => {
  it('is granted with what the purchase says', () => {
    given(walletDecider)
      .when({ kind: 'grant-lot', lot: lot('p1', 833).data })
      .then(lot('p1', 833));
  });

  it('adds to what the wallet holds', () => {
    given(walletDecider, lot('p1', 833))
      .when({ kind: 'grant-lot', lot: lot('p2', 70).data })
      .then(lot('p2', 70, '0.012', 903));
  });

  it('is granted only once', () => {
    given(walletDecider, lot('p1', 833))
      .when({ kind: 'grant-lot', lot: lot('p1', 833).data })
      .thenThrows(InvariantViolation);
  });
});

describe('a spend', () => {
  it('takes the oldest lots first and values each at its own unit cost', () => {
    given(walletDecider, lot('p1', 70), lot('p2', 350, '0.011'))
      .when(spend(100))
      .then(
        spent(
          [
            ['p1', 70, '0.84'],
            ['p2', 30, '0.33'],
          ],
          320,
        ),
      );
  });

  it('goes on in the lot where the last one stopped', () => {
    given(walletDecider, lot('p1', 70), lot('p2', 350), spent([['p1', 70, '0.84']], 350))
      .when(spend(1))
      .then(spent([['p2', 1, '0.012']], 349));
  });

  it('may take everything', () => {
    given(walletDecider, lot('p1', 5))
      .when(spend(5))
      .then(spent([['p1', 5, '0.06']], 0));
  });

  it('is declined where one coin is missing', () => {
    given(walletDecider, lot('p1', 4))
      .when(spend(5))
      .then(declined(5, 4, 'insufficient-coins'));
  });

  it('is declined in a wallet that never held a coin', () => {
    given(walletDecider)
      .when(spend(1))
      .then(declined(1, 0, 'insufficient-coins'));
  });

  it('is good until the last moment, and declined after it', () => {
    given(walletDecider, lot('p1', 5))
      .when(spend(5, NOW))
      .then(spent([['p1', 5, '0.06']], 0));
    given(walletDecider, lot('p1', 5))
      .when(spend(5, '2026-11-01T11:59:59.999Z'))
      .then(declined(5, 5, 'request-expired'));
  });

  it('changes nothing when declined', () => {
    given(walletDecider, lot('p1', 5), declined(9, 5, 'insufficient-coins'))
      .when(spend(5))
      .then(spent([['p1', 5, '0.06']], 0));
  });
});

describe('a history that cannot be', () => {
  it('breaks the line when it spends more than a lot holds', () => {
    expect(given(walletDecider, lot('p1', 5), spent([['p1', 6, '0.072']], 0)).state).toThrow(
      InvariantViolation,
    );
  });

  it('breaks the line when it spends from a lot that never was', () => {
    expect(given(walletDecider, spent([['p9', 1, '0.012']], 0)).state).toThrow(InvariantViolation);
  });

  it('is not guessed at where a type or a version is unknown', () => {
    const newer = { ...lot('p1', 5), schemaVersion: 2 };
    const unknown = { type: 'CoinsFound', schemaVersion: 1, data: {} } as unknown as WalletEvent;
    expect(given(walletDecider, newer).state).toThrow(UnknownEvent);
    expect(given(walletDecider, unknown).state).toThrow(UnknownEvent);
  });
});

describe('conservation', () => {
  it('holds per lot and wallet after every event of any history', () => {
    const step = fc.oneof(
      fc.record({ grant: fc.integer({ min: 1, max: 1_000 }) }),
      fc.record({ spend: fc.integer({ min: 1, max: 1_500 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state = walletDecider.initial;
        let granted = 0n;
        let taken = 0n;
        steps.forEach((next, index) => {
          const command: WalletCommand =
            'grant' in next
              ? { kind: 'grant-lot', lot: lot(`p${index}`, next.grant).data }
              : spend(next.spend);
          const events = walletDecider.decide(command, state) as readonly WalletEvent[];
          for (const event of events) {
            state = walletDecider.evolve(state, event);
            if (event.type === 'CoinsPurchased') granted += readCoins(event.data.coins);
            if (event.type === 'CoinsSpent') {
              const allocated = event.data.allocations.reduce(
                (sum, allocation) => sum + readCoins(allocation.coins),
                0n,
              );
              expect(allocated).toBe(readCoins(event.data.coins));
              for (const { coins: part, value } of event.data.allocations) {
                expect(readMicros(value)).toBe(readCoins(part) * 12_000n);
              }
              taken += allocated;
              expect(readCoins(event.data.balanceAfter)).toBe(state.balance);
            }
            const remaining = state.lots.reduce((sum, each) => sum + each.remaining, 0n);
            expect(state.balance).toBe(remaining);
            expect(granted).toBe(remaining + taken);
            // First in, first out: behind the first open lot nothing was touched but that lot.
            expect(state.lots.slice(0, state.firstOpenLot).every((l) => l.remaining === 0n)).toBe(
              true,
            );
            expect(
              state.lots.slice(state.firstOpenLot + 1).every((l) => l.remaining === l.granted),
            ).toBe(true);
          }
        });
      }),
    );
  });
});

describe('a frozen wallet', () => {
  const facts = { reason: 'a stolen card', viewerId: 'ana' as ViewerId };
  const frozen = WalletFrozen.of(facts);
  const unfrozen = WalletUnfrozen.of(facts);
  const freeze: WalletCommand = { kind: 'freeze', ...facts };
  const unfreeze: WalletCommand = { kind: 'unfreeze', ...facts };

  it('is frozen once, and unfrozen once', () => {
    given(walletDecider).when(freeze).then(frozen);
    given(walletDecider, frozen).when(freeze).thenRefused('nothing-to-do');
    given(walletDecider, frozen).when(unfreeze).then(unfrozen);
    given(walletDecider).when(unfreeze).thenRefused('nothing-to-do');
    given(walletDecider, frozen, unfrozen).when(unfreeze).thenRefused('nothing-to-do');
  });

  it('spends nothing, whatever else speaks against the gift', () => {
    const declined = CoinsSpendDeclined.of({
      balance: '833' as CoinsText,
      code: 'wallet-frozen',
      coins: '1' as CoinsText,
      giftTxId: 'gift-1' as GiftTxId,
    });
    given(walletDecider, lot('demo.a', 833), frozen).when(spend(1)).then(declined);
    const late = spend(1, '2026-11-01T11:00:00.000Z');
    given(walletDecider, lot('demo.a', 833), frozen).when(late).then(declined);
  });

  it('takes purchases, and spends them once it is unfrozen', () => {
    const { balanceAfter: _, ...bought } = lot('demo.a', 833).data;
    const grant: WalletCommand = { kind: 'grant-lot', lot: bought };
    given(walletDecider, frozen).when(grant).then(lot('demo.a', 833));
    given(walletDecider, frozen, lot('demo.a', 833), unfrozen)
      .when(spend(833))
      .then(spent([['demo.a', 833, '9.996']], 0));
  });

  it('stays frozen when coins are spent before and granted after', () => {
    const history = [lot('demo.a', 10), spent([['demo.a', 3, '0.036']], 7), frozen];
    const { state } = given(walletDecider, ...history, lot('demo.b', 5, '0.012', 12));
    expect(state()).toMatchObject({ frozen: true, balance: 12n });
  });
});
