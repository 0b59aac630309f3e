import { type Policy, pricePurchase, refundableUntil } from '@gifting/economy';
import {
  assertNever,
  canonicalJson,
  type Decider,
  InvariantViolation,
  purchaseIdOf,
  refuse,
  type RefusalCode,
  UnknownEvent,
} from '@gifting/kernel';
import { parseMoney, printMoney } from '@gifting/kernel/money';
import { printCoins } from '@gifting/kernel/coins';
import type { Grant } from '@gifting/kernel/facts';
import {
  PurchaseCaptured,
  PurchaseCredited,
  type PurchaseEvent,
  PurchaseHeld,
  type PurchaseReport,
  type Upstream,
} from './purchase.events';
import {
  type NoticeRefund,
  noticeRefund,
  type ReportedRefunds,
  refundsAfter,
} from './purchase.refunds';

export type PurchaseCommand =
  | {
      readonly kind: 'capture';
      readonly now: string;
      readonly report: PurchaseReport;
      readonly upstream: Upstream;
      /** The version active at capturedAt. */
      readonly pricing: { readonly version: number; readonly policy: Policy };
    }
  | { readonly kind: 'confirm-grant' }
  | NoticeRefund;

export type PurchaseState =
  | { readonly stage: 'none' }
  | {
      readonly stage: 'captured' | 'credited';
      readonly captured: PurchaseCaptured['data'];
      readonly refunds: ReportedRefunds;
    }
  | {
      readonly stage: 'held';
      readonly captured: PurchaseCaptured['data'];
      readonly code: RefusalCode;
    };

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How far capturedAt may lie from the time at which it is recorded (design.md section 4, 14). */
const OLDEST_CAPTURE_MS = 30 * DAY_MS;
const CAPTURE_AHEAD_MS = 10 * 60 * 1_000;

/** A purchase: reported by an upstream app, priced by the policy of its time, granted as a lot. */
export const purchaseDecider: Decider<PurchaseCommand, PurchaseEvent, PurchaseState> = {
  initial: { stage: 'none' },

  /** A report that is known already leads to nothing; another one under the same key is a conflict. */
  decide(command, state) {
    switch (command.kind) {
      case 'capture':
        if (state.stage === 'none') return capture(command);
        return canonicalJson(state.captured.report) === canonicalJson(command.report)
          ? []
          : refuse('purchase-conflict', 'this purchase was reported with other content before');
      case 'confirm-grant': {
        if (state.stage !== 'captured') {
          throw new InvariantViolation(`a lot was granted for a purchase that is ${state.stage}`);
        }
        const { grant, purchaseId, report } = state.captured;
        if (grant === undefined) throw new InvariantViolation('a lot was granted without a price');
        const { viewerId } = report;
        return [PurchaseCredited.of({ coins: grant.coins, purchaseId, viewerId })];
      }
      case 'notice-refund': {
        if (state.stage !== 'captured' && state.stage !== 'credited') {
          throw new InvariantViolation(`coins were refunded of a purchase that is ${state.stage}`);
        }
        const { purchaseId, report } = state.captured;
        const { paid, viewerId } = report;
        return noticeRefund(
          command,
          { purchaseId, viewerId, currency: paid.currency },
          state.refunds,
        );
      }
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    switch (event.type) {
      case 'PurchaseCaptured':
        return { stage: 'captured', captured: event.data, refunds: {} };
      case 'PurchaseHeld':
        if (state.stage !== 'captured') throw new InvariantViolation(`held when ${state.stage}`);
        return { stage: 'held', captured: state.captured, code: event.data.code };
      case 'PurchaseCredited':
        if (state.stage !== 'captured')
          throw new InvariantViolation(`credited when ${state.stage}`);
        return { ...state, stage: 'credited' };
      case 'RefundReported':
      case 'RefundFailedReported':
      case 'RefundReversedReported':
        if (state.stage !== 'captured' && state.stage !== 'credited') {
          throw new InvariantViolation(`${event.type} when ${state.stage}`);
        }
        return { ...state, refunds: refundsAfter(state.refunds, event) };
      default:
        throw new UnknownEvent(event);
    }
  },
};

function capture(command: PurchaseCommand & { kind: 'capture' }): readonly PurchaseEvent[] {
  const { report, upstream, pricing } = command;
  const purchaseId = purchaseIdOf(report.provider, report.transactionId);
  const priced = grantOrHold(command);
  const held = typeof priced === 'string';
  const captured = PurchaseCaptured.of({
    grant: held ? undefined : priced,
    policyVersion: pricing.version,
    purchaseId,
    report,
    upstream,
  });
  return held ? [captured, PurchaseHeld.of({ code: priced, purchaseId })] : [captured];
}

/** The lot that the report buys, or the code for which the purchase is held. */
function grantOrHold({
  now,
  report,
  pricing: { policy },
}: PurchaseCommand & { kind: 'capture' }): Grant | RefusalCode {
  const capturedAtMs = Date.parse(report.capturedAt);
  const aheadMs = capturedAtMs - Date.parse(now);
  if (aheadMs > CAPTURE_AHEAD_MS || aheadMs < -OLDEST_CAPTURE_MS) return 'captured-at-out-of-range';
  const { bundleId, channel, region } = report;
  const paid = parseMoney(report.paid);
  const priced = pricePurchase(policy, { bundleId, channel, paid, region });
  if ('held' in priced) return priced.held;
  return {
    coins: printCoins(priced.coins),
    refundableUntil: refundableUntil(policy.refund, report.capturedAt),
    residual: printMoney(paid.currency, priced.residual),
    unitCost: printMoney(paid.currency, priced.unitCost),
  };
}
