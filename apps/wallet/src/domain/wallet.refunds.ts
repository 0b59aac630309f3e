import { refundMoney } from '@gifting/economy';
import {
  addCoins,
  type Coins,
  NO_COINS,
  printCoins,
  readCoins,
  subtractCoins,
} from '@gifting/kernel/coins';
import { addMicros, type Micros, NO_MICROS, printMoney, readMicros } from '@gifting/kernel/money';
import { InvariantViolation, type PurchaseId, type RefusalCode } from '@gifting/kernel';
import { CoinsRefundDeclined, CoinsRefunded, CoinsRestored } from './wallet.events';
import { type Lot, openLotFrom, type Refund, type WalletState } from './wallet.state';

/** A viewer wants the money of unspent coins back. */
export interface RefundCoins {
  readonly kind: 'refund';
  readonly refundId: string;
  readonly purchaseId: PurchaseId;
  /** Absent: all coins of the lot that are unspent. */
  readonly coins?: Coins;
  readonly requestedAt: string;
  readonly refundableUntil: string;
}

/** The money of a refund was not paid, or came back. */
export interface RestoreRefund {
  readonly kind: 'restore-refund';
  readonly refundId: string;
  readonly purchaseId: PurchaseId;
}

/** Takes the coins out of their lot, or declines. A purchase that has no lot has nothing unspent. */
export function refund(
  command: RefundCoins,
  { balance, lots }: WalletState,
): CoinsRefunded | CoinsRefundDeclined {
  const { purchaseId, refundId } = command;
  const lot = lots.find((each) => each.purchaseId === purchaseId);
  const unspent = lot?.remaining ?? NO_COINS;
  const coins = command.coins ?? unspent;
  const code = reasonToDecline(command, coins, unspent);
  if (code !== undefined || lot === undefined) {
    return CoinsRefundDeclined.of({ code: code ?? 'lot-already-spent', purchaseId, refundId });
  }
  const { claimed, paidOut } = claimsOn(lot);
  const money = refundMoney(
    { granted: lot.granted, paid: { currency: lot.currency, micros: lot.paid } },
    { claimed: addCoins(claimed, coins), paidOut },
  );
  return CoinsRefunded.of({
    balanceAfter: printCoins(subtractCoins(balance, coins)),
    coins: printCoins(coins),
    money: printMoney(lot.currency, money),
    purchaseId,
    refundId,
    value: printMoney(lot.currency, (coins * lot.unitCost) as Micros),
  });
}

/** Of several reasons the first of window, debt and spent coins. No rule of this release makes a debt. */
function reasonToDecline(
  { refundableUntil, requestedAt }: RefundCoins,
  coins: Coins,
  unspent: Coins,
): RefusalCode | undefined {
  if (requestedAt > refundableUntil) return 'refund-window-closed';
  return coins === NO_COINS || coins > unspent ? 'lot-already-spent' : undefined;
}

/** Puts the coins of a refund back into the lot that they came from. */
export function restoreRefund(
  { purchaseId, refundId }: RestoreRefund,
  { balance, lots }: WalletState,
): CoinsRestored {
  const { lot, refund: undone } = refundOf(lots, purchaseId, refundId);
  return CoinsRestored.of({
    balanceAfter: printCoins(addCoins(balance, undone.coins)),
    claimId: refundId,
    coins: printCoins(undone.coins),
    kind: 'refund',
    money: printMoney(lot.currency, undone.money),
    purchaseId,
    value: printMoney(lot.currency, (undone.coins * lot.unitCost) as Micros),
  });
}

/** The wallet after a refund. @throws InvariantViolation where the lot holds fewer coins */
export function refunded(state: WalletState, data: CoinsRefunded['data']): WalletState {
  const coins = readCoins(data.coins);
  const index = state.lots.findIndex(({ purchaseId }) => purchaseId === data.purchaseId);
  const lot = state.lots[index];
  if (lot === undefined || lot.remaining < coins) {
    throw new InvariantViolation(`lot ${data.purchaseId} was refunded beyond what it holds`);
  }
  const taken: Refund = { refundId: data.refundId, coins, money: readMicros(data.money) };
  const lots = state.lots.with(index, {
    ...lot,
    remaining: subtractCoins(lot.remaining, coins),
    refunds: [...lot.refunds, taken],
  });
  return {
    ...state,
    lots,
    firstOpenLot: openLotFrom(lots, state.firstOpenLot),
    balance: subtractCoins(state.balance, coins),
  };
}

/** The wallet after a refund was undone. @throws InvariantViolation where there is no such refund */
export function restored(state: WalletState, data: CoinsRestored['data']): WalletState {
  const { index, lot, refund: undone } = refundOf(state.lots, data.purchaseId, data.claimId);
  const lots = state.lots.with(index, {
    ...lot,
    remaining: addCoins(lot.remaining, undone.coins),
    refunds: lot.refunds.filter((each) => each !== undone),
  });
  return {
    ...state,
    lots,
    // An older lot is spent first, also where its coins were away meanwhile.
    firstOpenLot: Math.min(index, state.firstOpenLot),
    balance: addCoins(state.balance, undone.coins),
  };
}

function refundOf(lots: readonly Lot[], purchaseId: PurchaseId, refundId: string) {
  const index = lots.findIndex((each) => each.purchaseId === purchaseId);
  const lot = lots[index];
  const found = lot?.refunds.find((each) => each.refundId === refundId);
  if (lot === undefined || found === undefined) {
    throw new InvariantViolation(`lot ${purchaseId} has no open refund ${refundId}`);
  }
  return { index, lot, refund: found };
}

const claimsOn = ({ refunds }: Lot): { readonly claimed: Coins; readonly paidOut: Micros } => ({
  claimed: refunds.reduce((sum, { coins }) => addCoins(sum, coins), NO_COINS),
  paidOut: refunds.reduce((sum, { money }) => addMicros(sum, money), NO_MICROS),
});
