import {
  AMOUNT_FACTS,
  PAYOUT_IDS,
  PAYOUT_REQUEST_FACTS,
  payoutAmounts,
  payoutMethod,
  providerFeeBearer,
} from '@gifting/kernel/facts';
import {
  type EventOf,
  eventType,
  flag,
  moneyText,
  optional,
  policyVersion,
  refusalCode,
  text,
  time,
} from '@gifting/kernel/schema';

export const PayoutRequested = eventType(
  'PayoutRequested',
  1,
  'A creator asks for a payout, at the terms of the policy that is active then.',
  {
    ...PAYOUT_REQUEST_FACTS,
    autoApproveLimit: optional(
      moneyText('The highest net, before provider fees, that needs no operator; absent: no limit.'),
    ),
    destinationToken: text("The vault's reference; only the vault knows where the money goes."),
    method: payoutMethod,
    policyVersion: policyVersion(),
  },
);
export type PayoutRequested = EventOf<typeof PayoutRequested>;

export const PayoutReserved = eventType(
  'PayoutReserved',
  1,
  "The creator's diamonds are set aside; the amounts are final.",
  { ...PAYOUT_IDS, amounts: payoutAmounts() },
);
export type PayoutReserved = EventOf<typeof PayoutReserved>;

export const PayoutApproved = eventType('PayoutApproved', 1, 'The payout may be submitted.', {
  ...PAYOUT_IDS,
  automatic: flag("True: within the policy's limit, so no operator had to look at it."),
});
export type PayoutApproved = EventOf<typeof PayoutApproved>;

export const PayoutDeclined = eventType('PayoutDeclined', 1, 'The payout ends unpaid.', {
  ...PAYOUT_IDS,
  code: refusalCode(),
});
export type PayoutDeclined = EventOf<typeof PayoutDeclined>;

export const PayoutCancelled = eventType(
  'PayoutCancelled',
  1,
  'Cancelled by the creator, before it was submitted.',
  PAYOUT_IDS,
);
export type PayoutCancelled = EventOf<typeof PayoutCancelled>;

export const PayoutSubmitted = eventType(
  'PayoutSubmitted',
  1,
  'Recorded before the provider is called: from here on, the provider may have it.',
  {
    ...PAYOUT_IDS,
    provider: text('Who pays.'),
    submittedAt: time("The provider's own dedupe window begins here."),
  },
);
export type PayoutSubmitted = EventOf<typeof PayoutSubmitted>;

export const PayoutAccepted = eventType(
  'PayoutAccepted',
  1,
  'The provider has the payout, under a name of its own. It has not decided yet.',
  {
    ...PAYOUT_IDS,
    providerReference: text('What the provider must be asked by from now on.'),
  },
);
export type PayoutAccepted = EventOf<typeof PayoutAccepted>;

const PAYMENT_FACTS = {
  ...PAYOUT_IDS,
  ...AMOUNT_FACTS,
  providerFeeBearer,
  providerReference: text("The provider's own name for the payment."),
};

export const PayoutPaid = eventType('PayoutPaid', 1, 'The provider has paid.', {
  ...PAYMENT_FACTS,
  returnableUntil: optional(time('Until then the money may still come back; absent: it cannot.')),
});
export type PayoutPaid = EventOf<typeof PayoutPaid>;

export const PayoutFailed = eventType('PayoutFailed', 1, 'The provider did not pay.', {
  ...PAYOUT_IDS,
  reason: text("The provider's word for it."),
});
export type PayoutFailed = EventOf<typeof PayoutFailed>;

export const PayoutReturned = eventType(
  'PayoutReturned',
  1,
  "The creator's `net` came back after it was paid; the provider keeps its fee.",
  PAYMENT_FACTS,
);
export type PayoutReturned = EventOf<typeof PayoutReturned>;

export type PayoutEvent =
  | PayoutRequested
  | PayoutReserved
  | PayoutApproved
  | PayoutDeclined
  | PayoutCancelled
  | PayoutSubmitted
  | PayoutAccepted
  | PayoutPaid
  | PayoutFailed
  | PayoutReturned;
