import fc from 'fast-check';
import { parsePolicy, PRESETS } from '@gifting/economy';
import { coins } from '@gifting/kernel/coins';
import { addMicros, micros, printMoney, readMicros } from '@gifting/kernel/money';
import type { PurchaseState } from '../../apps/wallet/src/domain/purchase.decider';
import type { NoticeRefund, RefundNotice } from '../../apps/wallet/src/domain/purchase.refunds';
import type { RefundState, RequestRefund } from '../../apps/wallet/src/domain/refund.decider';
import type { PureEconomy } from './pure-economy';

const PRICING = { version: 1, policy: parsePolicy(PRESETS.seed) };
const DAY_MS = 24 * 60 * 60 * 1_000;
const CENT = 10_000n;

interface GiveBack {
  /** Which of the purchases until now. */
  readonly purchase: number;
  /** 0: all that are unspent. */
  readonly coins: number;
  /** How long ago the payment was captured. */
  readonly daysAgo: number;
}
interface Notice {
  /** Which of the refunds until now. */
  readonly refund: number;
  readonly stage: RefundNotice['stage'];
  /** What the provider moved beyond what was approved. */
  readonly moreCents: number;
  readonly again: boolean;
}

/** What viewers and providers do about refunds. */
export type RefundStep = { readonly giveBack: GiveBack } | { readonly notice: Notice };

export const giveBack = fc.record({
  giveBack: fc.record({
    purchase: fc.nat(20),
    coins: fc.nat(60),
    daysAgo: fc.constantFrom(0, 0, 0, 15),
  }),
});
/** In any order of stages, so some are late, and some contradict what was reported before. */
export const notice = fc.record({
  notice: fc.record({
    refund: fc.nat(20),
    stage: fc.constantFrom('reported' as const, 'failed' as const, 'reversed' as const),
    moreCents: fc.integer({ min: 0, max: 2 }),
    again: fc.boolean(),
  }),
});

const report = (
  refund: number,
  stage: RefundNotice['stage'],
  { again = false, moreCents = 1 } = {},
): RefundStep => ({ notice: { refund, stage, moreCents, again } });
const ask = (purchase: number, amount: number, daysAgo = 0): RefundStep => ({
  giveBack: { purchase, coins: amount, daysAgo },
});

/**
 * Every kind of event of a refund, on the last of a viewer's purchases, one refund after the other: paid
 * and reversed, failed, reversed before it was paid and paid late, approved only, and declined twice.
 */
export const REFUNDS = (purchase: number): readonly (readonly RefundStep[])[] => [
  [ask(purchase, 33)],
  [report(0, 'reported', { again: true })],
  [report(0, 'reversed', { again: true, moreCents: 3 })],
  [ask(purchase, 2)],
  [report(1, 'failed', { again: true })],
  [ask(purchase, 3)],
  [report(2, 'reversed', { moreCents: 0 })],
  [report(2, 'reported', { moreCents: 2 })],
  [ask(purchase, 1), ask(purchase, 0)],
  [ask(purchase, 5, 15)],
];

/** Plays one step; one that finds no purchase or no approved refund does nothing. */
export function playRefund(economy: PureEconomy, step: RefundStep, index: number): void {
  if ('giveBack' in step) requestRefund(economy, step.giveBack, index);
  else reportRefund(economy, step.notice, index);
}

function requestRefund(economy: PureEconomy, asked: GiveBack, index: number): void {
  const purchases = economy.log.filter(({ type }) => type === 'PurchaseCaptured');
  const stream = purchases[asked.purchase % Math.max(1, purchases.length)]?.stream ?? '';
  const state = economy.stateOf<PurchaseState>(stream, { stage: 'none' });
  if (state.stage === 'none') return;
  const { purchaseId, report: purchase } = state.captured;
  const capturedAtMs = Date.parse(purchase.capturedAt) - asked.daysAgo * DAY_MS;
  const command: RequestRefund = {
    kind: 'request',
    refundId: `r${index}`,
    purchaseId,
    viewerId: purchase.viewerId,
    reason: 'accidental',
    ...(asked.coins === 0 ? {} : { coins: coins(asked.coins) }),
    capturedAt: new Date(capturedAtMs).toISOString(),
    pricing: PRICING,
  };
  economy.command(`refund-r${index}`, command);
}

/** As an upstream app does that reports only refunds that were approved. */
function reportRefund(economy: PureEconomy, told: Notice, index: number): void {
  const approvals = economy.log.filter(({ type }) => type === 'RefundApproved');
  const stream = approvals[told.refund % Math.max(1, approvals.length)]?.stream ?? '';
  const state = economy.stateOf<RefundState>(stream, { stage: 'none' });
  if (state.stage !== 'approved') return;
  const { coins: taken, money, purchaseId, refundId } = state.approved;
  const more = micros(BigInt(told.moreCents) * CENT);
  const amount = printMoney(money.currency, addMicros(readMicros(money), more));
  const command: NoticeRefund = {
    kind: 'notice-refund',
    refundId,
    approved: { coins: taken, money },
    notice: told.stage === 'failed' ? { stage: 'failed' } : { stage: told.stage, amount },
    upstream: { id: `n${index}`, source: '/shop' },
  };
  economy.command(`purchase-${purchaseId}`, command);
  if (told.again) economy.command(`purchase-${purchaseId}`, command);
}
