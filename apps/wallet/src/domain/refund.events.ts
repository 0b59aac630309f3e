import { REFUND_REASONS } from '@gifting/economy';
import { REFUND_AMOUNTS, REFUND_IDS, REFUND_REQUEST_FACTS } from '@gifting/kernel/facts';
import { type EventOf, eventType, oneOf, policyVersion, refusalCode } from '@gifting/kernel/schema';

export const RefundRequested = eventType(
  'RefundRequested',
  1,
  "A viewer wants the money of unspent coins back. The terms are those of the purchase's policy.",
  {
    ...REFUND_REQUEST_FACTS,
    policyVersion: policyVersion('The version that priced the purchase, whose terms count.'),
    reason: oneOf(REFUND_REASONS, 'Why, as far as the terms accept it.'),
  },
);
export type RefundRequested = EventOf<typeof RefundRequested>;

export const RefundApproved = eventType(
  'RefundApproved',
  1,
  'The coins have left the wallet, and the provider is asked to pay.',
  { ...REFUND_IDS, ...REFUND_AMOUNTS },
);
export type RefundApproved = EventOf<typeof RefundApproved>;

export const RefundDeclined = eventType(
  'RefundDeclined',
  1,
  'No coins leave the wallet, and nothing is paid.',
  { ...REFUND_IDS, code: refusalCode() },
);
export type RefundDeclined = EventOf<typeof RefundDeclined>;

export type RefundEvent = RefundRequested | RefundApproved | RefundDeclined;
