import type { CoinsText } from '@gifting/kernel/coins';
import type { Currency, MoneyText } from '@gifting/kernel/money';
import type { PurchaseId, RefusalCode, ViewerId } from '@gifting/kernel';
import { RefundApproved, RefundDeclined, RefundRequested } from './refund.events';
import { CoinsPurchased, CoinsRefundDeclined, CoinsRefunded, CoinsRestored } from './wallet.events';

export const NOW = '2026-11-01T12:00:00.000Z';
export const UNTIL = '2026-11-15T12:00:00.000Z';
export const PURCHASE_ID = 'demo.tx-1' as PurchaseId;
export const REFUND_ID = 'refund-1';
export const VIEWER_ID = 'ana' as ViewerId;
export const IDS = { purchaseId: PURCHASE_ID, refundId: REFUND_ID, viewerId: VIEWER_ID };

export const usd = (value: string): MoneyText => ({ currency: 'USD' as Currency, value });
export const coinsOf = (amount: number): CoinsText => String(amount) as CoinsText;

/** A lot of 70 coins for 84 cents, so one coin cost $0.012. */
export const lot = (
  purchaseId: PurchaseId = PURCHASE_ID,
  balanceAfter = 70,
): ReturnType<typeof CoinsPurchased.of> =>
  CoinsPurchased.of({
    balanceAfter: coinsOf(balanceAfter),
    capturedAt: NOW,
    coins: coinsOf(70),
    paid: usd('0.84'),
    policyVersion: 1,
    purchaseId,
    refundableUntil: UNTIL,
    residual: usd('0.00'),
    unitCost: usd('0.012'),
    viewerId: VIEWER_ID,
  });

interface Taken {
  readonly coins: number;
  readonly money: string;
  readonly balanceAfter: number;
  readonly refundId?: string;
  readonly purchaseId?: PurchaseId;
}

const valueOf = (coins: number): MoneyText => {
  const mills = coins * 12;
  const text = `${Math.floor(mills / 1_000)}.${String(mills % 1_000).padStart(3, '0')}`;
  return usd(text.endsWith('0') ? text.slice(0, -1) : text);
};

export const refunded = ({
  balanceAfter,
  coins,
  money,
  purchaseId = PURCHASE_ID,
  refundId = REFUND_ID,
}: Taken) =>
  CoinsRefunded.of({
    balanceAfter: coinsOf(balanceAfter),
    coins: coinsOf(coins),
    money: usd(money),
    purchaseId,
    refundId: refundId,
    value: valueOf(coins),
  });

export const restored = ({
  balanceAfter,
  coins,
  money,
  purchaseId = PURCHASE_ID,
  refundId = REFUND_ID,
}: Taken) =>
  CoinsRestored.of({
    balanceAfter: coinsOf(balanceAfter),
    claimId: refundId,
    coins: coinsOf(coins),
    kind: 'refund',
    money: usd(money),
    purchaseId,
    value: valueOf(coins),
  });

export const refundDeclined = (code: RefusalCode) =>
  CoinsRefundDeclined.of({ code, purchaseId: PURCHASE_ID, refundId: REFUND_ID });

export const requested = (coins?: number) =>
  RefundRequested.of(IDS, {
    coins: coins === undefined ? undefined : coinsOf(coins),
    policyVersion: 3,
    reason: 'accidental',
    refundableUntil: UNTIL,
  });

export const approved = RefundApproved.of(IDS, { coins: coinsOf(33), money: usd('0.39') });
export const declined = RefundDeclined.of(IDS, { code: 'lot-already-spent' });
