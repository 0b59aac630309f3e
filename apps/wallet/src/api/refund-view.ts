import { InvariantViolation, type RefusalCode } from '@gifting/kernel';
import type { RecordedRefund } from './recorded-refunds';
import type { RefundView } from './refund.views';

/** The body that says what a refund has come to, as its own stream has it. */
export function refundView({ position, refund }: RecordedRefund): RefundView {
  if (refund.stage === 'none') throw new InvariantViolation('a refund that was never requested');
  const { purchaseId, refundId } = refund.request;
  const { coins, money } = refund.stage === 'approved' ? refund.approved : NO_AMOUNTS;
  return {
    refundId,
    purchaseId,
    coins,
    money,
    state: refund.stage,
    ...(refund.stage === 'declined' ? { code: refund.code } : {}),
    position,
  };
}

/** Amounts are fixed when the coins leave the wallet. */
const NO_AMOUNTS = { coins: null, money: null };

/** What the code of a declined refund means, for a person. */
export const declineDetail = (code: RefusalCode): string =>
  DETAILS[code] ?? `The refund was declined: ${code}.`;

const DETAILS: Readonly<Partial<Record<RefusalCode, string>>> = {
  'refund-window-closed': 'The time in which this purchase could be refunded is over.',
  'lot-already-spent': 'The purchase has fewer unspent coins; spent coins are never refunded.',
};
