import { type FeeBearer } from '@gifting/kernel/facts';
import { type CoinsText } from '@gifting/kernel/coins';
import {
  type CreatorId,
  type GiftId,
  type GiftTxId,
  type PayoutId,
  type RefusalCode,
  type ViewerId,
} from '@gifting/kernel';
import { type Currency, type MoneyText, parseMoney } from '@gifting/kernel/money';
import { type MicrodiamondsText, readMicrodiamonds } from '@gifting/kernel/diamonds';
import type { EarningsCommand } from './earnings.decider';
import type { DiamondLine } from '@gifting/kernel/facts';
import type {
  DiamondsCredited,
  DiamondsRedeemed,
  DiamondsReservationDeclined,
  DiamondsReserved,
  DiamondsRestored,
} from './earnings.events';

/** Events of, and commands to, the stream of the creator `cleo`, for specs. */

export const usd = (value: string): MoneyText => ({ currency: 'USD' as Currency, value });
export const diamonds = (amount: number): MicrodiamondsText =>
  String(Math.round(amount * 1_000_000)) as MicrodiamondsText;

export const SEED = { grossRate: usd('0.01'), netRate: usd('0.005') };
export const GENEROUS = { grossRate: usd('0.01'), netRate: usd('0.007') };

export const line = (amount: number, { grossRate, netRate } = SEED): DiamondLine => ({
  grossRate,
  microdiamonds: diamonds(amount),
  netRate,
});

export const credited = (amount: number, { grossRate, netRate } = SEED): DiamondsCredited => ({
  type: 'DiamondsCredited',
  schemaVersion: 1,
  data: {
    anonymous: false,
    coins: '833' as CoinsText,
    creatorId: 'cleo' as CreatorId,
    giftId: 'rose' as GiftId,
    giftTxId: 'gift-1' as GiftTxId,
    grossRate,
    microdiamonds: diamonds(amount),
    netRate,
    policyVersion: 1,
    quantity: 833,
    shareCoins: '833' as CoinsText,
    splitVersion: 0,
    viewerId: 'ana' as ViewerId,
  },
});

export const credit = (amount: number, rate = SEED): EarningsCommand => {
  const { creatorId, microdiamonds, shareCoins, ...gift } = credited(amount, rate).data;
  return { kind: 'credit', gift, recipient: { creatorId, microdiamonds, shareCoins } };
};

export const reserved = (
  payoutId: string,
  lines: readonly DiamondLine[],
  amounts: { gross: string; commission: string; net: string; fee?: string },
): DiamondsReserved => ({
  type: 'DiamondsReserved',
  schemaVersion: 1,
  data: {
    commission: usd(amounts.commission),
    creatorId: 'cleo' as CreatorId,
    gross: usd(amounts.gross),
    lines,
    microdiamonds: sumOf(lines),
    net: usd(amounts.net),
    payoutId: payoutId as PayoutId,
    providerFee: usd(amounts.fee ?? '0.00'),
  },
});

export const declined = (payoutId: string, code: RefusalCode): DiamondsReservationDeclined => ({
  type: 'DiamondsReservationDeclined',
  schemaVersion: 1,
  data: { code, creatorId: 'cleo' as CreatorId, payoutId: payoutId as PayoutId },
});

const settled = (payoutId: string, lines: readonly DiamondLine[]): DiamondsRedeemed['data'] => ({
  creatorId: 'cleo' as CreatorId,
  lines,
  microdiamonds: sumOf(lines),
  payoutId: payoutId as PayoutId,
});

export const redeemed = (payoutId: string, ...lines: readonly DiamondLine[]): DiamondsRedeemed => ({
  type: 'DiamondsRedeemed',
  schemaVersion: 1,
  data: settled(payoutId, lines),
});

export const restored = (
  payoutId: string,
  from: 'reserved' | 'redeemed',
  ...lines: readonly DiamondLine[]
): DiamondsRestored => {
  const { creatorId, ...rest } = settled(payoutId, lines);
  return { type: 'DiamondsRestored', schemaVersion: 1, data: { creatorId, from, ...rest } };
};

export const sumOf = (lines: readonly DiamondLine[]): MicrodiamondsText =>
  String(
    lines.reduce((sum, each) => sum + readMicrodiamonds(each.microdiamonds), 0n),
  ) as MicrodiamondsText;

export interface Asked {
  /** Diamonds; absent: all. */
  readonly amount?: number;
  readonly minimum?: string;
  readonly fee?: string;
  readonly bearer?: FeeBearer;
}

export const reserve = (
  payoutId: string,
  { amount, minimum = '1.00', fee = '0.00', bearer = 'platform' }: Asked = {},
): EarningsCommand => ({
  kind: 'reserve',
  creatorId: 'cleo' as CreatorId,
  payoutId: payoutId as PayoutId,
  ...(amount === undefined ? {} : { microdiamonds: readMicrodiamonds(diamonds(amount)) }),
  minimum: parseMoney(usd(minimum)),
  providerFee: parseMoney(usd(fee)),
  providerFeeBearer: bearer,
});

export const redeem = (payoutId: string): EarningsCommand => ({
  kind: 'redeem',
  payoutId: payoutId as PayoutId,
});

export const restore = (payoutId: string, from: 'reserved' | 'redeemed'): EarningsCommand => ({
  kind: 'restore',
  payoutId: payoutId as PayoutId,
  from,
});
