import {
  InvariantViolation,
  type PurchaseId,
  refuse,
  type Refusal,
  type ViewerId,
} from '@gifting/kernel';
import { type CoinsText } from '@gifting/kernel/coins';
import { type Currency, type MoneyText } from '@gifting/kernel/money';
import {
  RefundFailedReported,
  type RefundNoticeEvent,
  RefundReported,
  RefundReversedReported,
  type Upstream,
} from './purchase.events';

/** What the provider says of a refund, in one form, whichever way its amounts were written. */
export type RefundNotice =
  | { readonly stage: 'reported'; readonly amount: MoneyText; readonly coins?: CoinsText }
  | { readonly stage: 'failed' }
  | { readonly stage: 'reversed'; readonly amount: MoneyText };

export interface NoticeRefund {
  readonly kind: 'notice-refund';
  readonly refundId: string;
  readonly notice: RefundNotice;
  /** What we had approved under this refundId for this purchase. */
  readonly approved: { readonly coins: CoinsText; readonly money: MoneyText };
  readonly upstream: Upstream;
}

/** What was reported of one refund, by stage. */
export interface ReportedRefund {
  readonly reported?: Paid;
  readonly failed?: true;
  readonly reversed?: { readonly amount: MoneyText };
}

type Paid = { readonly amount: MoneyText; readonly coins?: CoinsText };

/** All refunds of a purchase that the provider has said something about, by refundId. */
export type ReportedRefunds = Readonly<Record<string, ReportedRefund>>;

/** What a refund's events say of its purchase. */
interface OfPurchase {
  readonly purchaseId: PurchaseId;
  readonly viewerId: ViewerId;
  readonly currency: Currency;
}

/**
 * Decides on a notice by its natural key, refundId and stage: the same content again leads to nothing,
 * other content is a conflict. So is a stage that contradicts one before. A payment that is reported
 * only after its reversal is late and still a fact.
 */
export function noticeRefund(
  { approved, notice, refundId, upstream }: NoticeRefund,
  { currency, purchaseId, viewerId }: OfPurchase,
  { [refundId]: known = {} }: ReportedRefunds,
): readonly RefundNoticeEvent[] | Refusal {
  if (isRepeated(notice, known)) return [];
  if (known[notice.stage] !== undefined) return CONFLICT;
  const ids = { purchaseId, refundId, viewerId };
  switch (notice.stage) {
    case 'reported': {
      if (known.failed) return CONTRADICTION;
      const { amount, coins } = notice;
      if (amount.currency !== currency) return OTHER_CURRENCY;
      return [RefundReported.of(ids, { amount, approved, coins, upstream })];
    }
    case 'failed':
      if (known.reported !== undefined || known.reversed !== undefined) return CONTRADICTION;
      return [RefundFailedReported.of(ids, { upstream })];
    case 'reversed': {
      if (known.failed) return CONTRADICTION;
      const { amount } = notice;
      if (amount.currency !== currency) return OTHER_CURRENCY;
      const reported = known.reported !== undefined;
      return [RefundReversedReported.of(ids, { amount, reported, upstream })];
    }
  }
}

const CONFLICT = refuse('notice-conflict', 'this refund was reported with other content before');
const CONTRADICTION = refuse('notice-conflict', 'this refund was reported to have ended otherwise');
const OTHER_CURRENCY = refuse('validation', 'a refund is paid in the currency of its purchase');

function isRepeated(notice: RefundNotice, known: ReportedRefund): boolean {
  switch (notice.stage) {
    case 'reported':
      return (
        isSame(notice.amount, known.reported?.amount) && notice.coins === known.reported?.coins
      );
    case 'failed':
      return known.failed === true;
    case 'reversed':
      return isSame(notice.amount, known.reversed?.amount);
  }
}

const isSame = (a: MoneyText, b: MoneyText | undefined): boolean =>
  a.currency === b?.currency && a.value === b.value;

/** The reported refunds after one more event. @throws InvariantViolation for a stage that came before */
export function refundsAfter(refunds: ReportedRefunds, event: RefundNoticeEvent): ReportedRefunds {
  const { refundId } = event.data;
  const known = refunds[refundId] ?? {};
  const after = afterNotice(event);
  if (Object.keys(after).some((stage) => stage in known)) {
    throw new InvariantViolation(`${event.type} of refund ${refundId} for the second time`);
  }
  return { ...refunds, [refundId]: { ...known, ...after } };
}

function afterNotice(event: RefundNoticeEvent): ReportedRefund {
  switch (event.type) {
    case 'RefundReported': {
      const { amount, coins } = event.data;
      return { reported: { amount, ...(coins === undefined ? {} : { coins }) } };
    }
    case 'RefundFailedReported':
      return { failed: true };
    case 'RefundReversedReported':
      return { reversed: { amount: event.data.amount } };
  }
}

/** What became of an approved refund. */
export type RefundOutcome = 'approved' | 'paid' | 'failed';

/** A refund that was reversed has failed too, whether or not it was reported as paid. */
export function outcomeOf({ failed, reported, reversed }: ReportedRefund): RefundOutcome {
  if (failed === true || reversed !== undefined) return 'failed';
  return reported === undefined ? 'approved' : 'paid';
}
