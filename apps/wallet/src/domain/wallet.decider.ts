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
  type PurchaseId,
  type RefusalCode,
  UnknownEvent,
} from '@gifting/kernel';
import { type Currency, type Micros, printMoney, readMicros } from '@gifting/kernel/money';
import type { Allocation, CoinsPurchased, CoinsSpent, WalletEvent } from './wallet.events';

export type WalletCommand =
  | { readonly kind: 'grant-lot'; readonly lot: Omit<CoinsPurchased['data'], 'balanceAfter'> }
  | {
      readonly kind: 'spend';
      readonly now: string;
      readonly giftTxId: GiftTxId;
      readonly coins: Coins;
      readonly validUntil: string;
    };

/** What is left of a purchase. granted = remaining + spent */
export interface Lot {
  readonly purchaseId: PurchaseId;
  readonly granted: Coins;
  readonly remaining: Coins;
  readonly currency: Currency;
  /** What one coin cost, in whole micros. */
  readonly unitCost: Micros;
}

/** Lots in the order granted, which is the order in which they are spent. */
export interface WalletState {
  readonly lots: readonly Lot[];
  /** Lots before this index have nothing left. */
  readonly firstOpenLot: number;
  /** Σ remaining */
  readonly balance: Coins;
}

/** A viewer's wallet: lots of coins, spent first in, first out, never below zero. */
export const walletDecider: Decider<WalletCommand, WalletEvent, WalletState> = {
  initial: { lots: [], firstOpenLot: 0, balance: NO_COINS },

  /** Refusals are facts here: a declined spend is an event that travels back to the gift. */
  decide(command, state) {
    switch (command.kind) {
      case 'grant-lot':
        if (state.lots.some(({ purchaseId }) => purchaseId === command.lot.purchaseId)) {
          throw new InvariantViolation(`lot ${command.lot.purchaseId} would be granted twice`);
        }
        return [grant(command.lot, state.balance)];
      case 'spend':
        return [spend(command, state)];
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
      case 'CoinsSpendDeclined':
        return state;
      default:
        throw new UnknownEvent(event);
    }
  },
};

/** Member by member, for the message that asks for it may come in any order. */
function grant(lot: Omit<CoinsPurchased['data'], 'balanceAfter'>, balance: Coins): WalletEvent {
  return {
    type: 'CoinsPurchased',
    schemaVersion: 1,
    data: {
      balanceAfter: printCoins(addCoins(balance, readCoins(lot.coins))),
      capturedAt: lot.capturedAt,
      coins: lot.coins,
      paid: lot.paid,
      policyVersion: lot.policyVersion,
      purchaseId: lot.purchaseId,
      refundableUntil: lot.refundableUntil,
      residual: lot.residual,
      unitCost: lot.unitCost,
      viewerId: lot.viewerId,
    },
  };
}

function spend(command: WalletCommand & { kind: 'spend' }, state: WalletState): WalletEvent {
  const { coins, giftTxId } = command;
  const code = reasonToDecline(command, state);
  if (code !== undefined) {
    return {
      type: 'CoinsSpendDeclined',
      schemaVersion: 1,
      data: { balance: printCoins(state.balance), code, coins: printCoins(coins), giftTxId },
    };
  }
  return {
    type: 'CoinsSpent',
    schemaVersion: 1,
    data: {
      allocations: allocate(coins, state),
      balanceAfter: printCoins(subtractCoins(state.balance, coins)),
      coins: printCoins(coins),
      giftTxId,
    },
  };
}

function reasonToDecline(
  { coins, now, validUntil }: WalletCommand & { kind: 'spend' },
  { balance }: WalletState,
): RefusalCode | undefined {
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
    unitCost: readMicros(data.unitCost),
  };
  return { ...state, lots: [...state.lots, lot], balance: addCoins(state.balance, coins) };
}

function spent(state: WalletState, data: CoinsSpent['data']): WalletState {
  const lots = state.lots.slice();
  let { balance, firstOpenLot } = state;
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
  while (lots[firstOpenLot]?.remaining === NO_COINS) firstOpenLot += 1;
  return { lots, firstOpenLot, balance };
}
