import {
  addCoins,
  type Coins,
  minCoins,
  NO_COINS,
  printCoins,
  readCoins,
  subtractCoins,
} from '@gifting/kernel/coins';
import {
  assertNever,
  type Decider,
  type GiftTxId,
  InvariantViolation,
  refuse,
  type RefusalCode,
  UnknownEvent,
  type ViewerId,
} from '@gifting/kernel';
import { type Micros, printMoney, readMicros } from '@gifting/kernel/money';
import type { Allocation } from '@gifting/kernel/facts';
import {
  CoinsPurchased,
  CoinsSpendDeclined,
  CoinsSpent,
  type WalletEvent,
  WalletFrozen,
  WalletUnfrozen,
} from './wallet.events';
import {
  refund,
  type RefundCoins,
  refunded,
  restored,
  restoreRefund,
  type RestoreRefund,
} from './wallet.refunds';
import { type Lot, openLotFrom, type WalletState } from './wallet.state';

export type { WalletState } from './wallet.state';

export type WalletCommand =
  | { readonly kind: 'grant-lot'; readonly lot: Omit<CoinsPurchased['data'], 'balanceAfter'> }
  | {
      readonly kind: 'spend';
      readonly now: string;
      readonly giftTxId: GiftTxId;
      readonly coins: Coins;
      readonly validUntil: string;
    }
  | RefundCoins
  | RestoreRefund
  | {
      readonly kind: 'freeze' | 'unfreeze';
      readonly viewerId: ViewerId;
      readonly reason: string;
    };

/** A viewer's wallet: lots of coins, spent first in, first out, never below zero. */
export const walletDecider: Decider<WalletCommand, WalletEvent, WalletState> = {
  initial: { lots: [], firstOpenLot: 0, balance: NO_COINS, frozen: false },

  /** Refusals are facts here: a decline is an event that travels back to the stream that asked. */
  decide(command, state) {
    switch (command.kind) {
      case 'grant-lot':
        if (state.lots.some(({ purchaseId }) => purchaseId === command.lot.purchaseId)) {
          throw new InvariantViolation(`lot ${command.lot.purchaseId} would be granted twice`);
        }
        return [
          CoinsPurchased.of(command.lot, {
            balanceAfter: printCoins(addCoins(state.balance, readCoins(command.lot.coins))),
          }),
        ];
      case 'spend':
        return [spend(command, state)];
      case 'freeze':
        return state.frozen
          ? refuse('nothing-to-do', 'the wallet is frozen already')
          : [WalletFrozen.of(command)];
      case 'unfreeze':
        return state.frozen
          ? [WalletUnfrozen.of(command)]
          : refuse('nothing-to-do', 'the wallet is not frozen');
      case 'refund':
        return [refund(command, state)];
      case 'restore-refund':
        return [restoreRefund(command, state)];
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    switch (event.type) {
      case 'CoinsPurchased':
        return granted(state, event.data);
      case 'CoinsSpent':
        return spent(state, event.data);
      case 'CoinsRefunded':
        return refunded(state, event.data);
      case 'CoinsRestored':
        return restored(state, event.data);
      case 'CoinsSpendDeclined':
      case 'CoinsRefundDeclined':
        return state;
      case 'WalletFrozen':
        return { ...state, frozen: true };
      case 'WalletUnfrozen':
        return { ...state, frozen: false };
      default:
        throw new UnknownEvent(event);
    }
  },
};

function spend(command: WalletCommand & { kind: 'spend' }, state: WalletState): WalletEvent {
  const { giftTxId } = command;
  const { balance } = state;
  const code = reasonToDecline(command, state);
  const coins = printCoins(command.coins);
  if (code !== undefined) {
    return CoinsSpendDeclined.of({ balance: printCoins(balance), code, coins, giftTxId });
  }
  return CoinsSpent.of({
    allocations: allocate(command.coins, state),
    balanceAfter: printCoins(subtractCoins(balance, command.coins)),
    coins,
    giftTxId,
  });
}

function reasonToDecline(
  { coins, now, validUntil }: WalletCommand & { kind: 'spend' },
  { balance, frozen }: WalletState,
): RefusalCode | undefined {
  if (frozen) return 'wallet-frozen';
  if (now > validUntil) return 'request-expired';
  return balance < coins ? 'insufficient-coins' : undefined;
}

/** Takes the coins from the oldest lots that have any. The balance must suffice. */
function allocate(coins: Coins, { lots, firstOpenLot }: WalletState): readonly Allocation[] {
  const allocations: Allocation[] = [];
  let missing = coins;
  for (let index = firstOpenLot; missing > 0n; index += 1) {
    const lot = lots[index];
    if (lot === undefined) throw new InvariantViolation('the balance exceeds what the lots hold');
    const taken = minCoins(missing, lot.remaining);
    if (taken === NO_COINS) continue;
    missing = subtractCoins(missing, taken);
    allocations.push({
      coins: printCoins(taken),
      purchaseId: lot.purchaseId,
      value: printMoney(lot.currency, (taken * lot.unitCost) as Micros),
    });
  }
  return allocations;
}

function granted(state: WalletState, data: CoinsPurchased['data']): WalletState {
  const coins = readCoins(data.coins);
  const lot: Lot = {
    purchaseId: data.purchaseId,
    granted: coins,
    remaining: coins,
    currency: data.unitCost.currency,
    paid: readMicros(data.paid),
    refunds: [],
    unitCost: readMicros(data.unitCost),
  };
  return { ...state, lots: [...state.lots, lot], balance: addCoins(state.balance, coins) };
}

function spent(state: WalletState, data: CoinsSpent['data']): WalletState {
  const lots = state.lots.slice();
  const { firstOpenLot } = state;
  let { balance } = state;
  for (const allocation of data.allocations) {
    const index = lots.findIndex(
      ({ purchaseId }, place) => place >= firstOpenLot && purchaseId === allocation.purchaseId,
    );
    const lot = lots[index];
    const taken = readCoins(allocation.coins);
    if (lot === undefined || lot.remaining < taken) {
      throw new InvariantViolation(`lot ${allocation.purchaseId} was spent beyond what it holds`);
    }
    const remaining = subtractCoins(lot.remaining, taken);
    lots[index] = { ...lot, remaining };
    balance = subtractCoins(balance, taken);
  }
  return { ...state, lots, firstOpenLot: openLotFrom(lots, firstOpenLot), balance };
}
