import { parsePolicy, type Policy, PRESETS } from '@gifting/economy';
import type { CreatorId, PayoutId, RefusalCode } from '@gifting/kernel';
import type { Currency, MoneyText } from '@gifting/kernel/money';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import type { RequestPayout } from './payout.decider';
import type { PayoutAmounts } from '@gifting/kernel/facts';
import type {
  PayoutAccepted,
  PayoutApproved,
  PayoutCancelled,
  PayoutDeclined,
  PayoutFailed,
  PayoutPaid,
  PayoutRequested,
  PayoutReserved,
  PayoutReturned,
  PayoutSubmitted,
} from './payout.events';

/** Events of, and commands to, one payout of the creator `cleo`, for specs. */

export const NOW = '2026-11-25T12:00:00.000Z';
const creatorId = 'cleo' as CreatorId;
const payoutId = 'payout-1' as PayoutId;
const IDS = { creatorId, payoutId };

export const usd = (value: string): MoneyText => ({ currency: 'USD' as Currency, value });

export const SEED: Policy = parsePolicy(PRESETS.seed);

export const request = (more: Partial<RequestPayout> = {}): RequestPayout => ({
  kind: 'request',
  payoutId,
  creatorId,
  method: 'paypal',
  destinationToken: 'ok-12345678',
  pricing: { version: 1, policy: SEED },
  ...more,
});

/** The payout of the worked example: 416 D are $2.08. */
export const AMOUNTS: PayoutAmounts = {
  commission: usd('2.08'),
  gross: usd('4.16'),
  lines: [
    {
      grossRate: usd('0.01'),
      microdiamonds: '416000000' as MicrodiamondsText,
      netRate: usd('0.005'),
    },
  ],
  microdiamonds: '416000000' as MicrodiamondsText,
  net: usd('2.08'),
  providerFee: usd('0.00'),
};

export const requested = (more: Partial<PayoutRequested['data']> = {}): PayoutRequested => ({
  type: 'PayoutRequested',
  schemaVersion: 1,
  data: {
    creatorId,
    destinationToken: 'ok-12345678',
    method: 'paypal',
    minimum: usd('1.00'),
    payoutId,
    policyVersion: 1,
    providerFee: usd('0.00'),
    providerFeeBearer: 'platform',
    ...more,
  },
});

export const reserved = (amounts = AMOUNTS): PayoutReserved => ({
  type: 'PayoutReserved',
  schemaVersion: 1,
  data: { amounts, ...IDS },
});

export const approved: PayoutApproved = {
  type: 'PayoutApproved',
  schemaVersion: 1,
  data: { automatic: true, ...IDS },
};

export const declined = (code: RefusalCode): PayoutDeclined => ({
  type: 'PayoutDeclined',
  schemaVersion: 1,
  data: { code, ...IDS },
});

export const cancelled: PayoutCancelled = {
  type: 'PayoutCancelled',
  schemaVersion: 1,
  data: IDS,
};

export const submitted = (provider = 'sandbox', submittedAt = NOW): PayoutSubmitted => ({
  type: 'PayoutSubmitted',
  schemaVersion: 1,
  data: { ...IDS, provider, submittedAt },
});

export const accepted = (providerReference = 'ref-1'): PayoutAccepted => ({
  type: 'PayoutAccepted',
  schemaVersion: 1,
  data: { ...IDS, providerReference },
});

const PAYMENT: PayoutReturned['data'] = {
  commission: AMOUNTS.commission,
  creatorId,
  gross: AMOUNTS.gross,
  lines: AMOUNTS.lines,
  microdiamonds: AMOUNTS.microdiamonds,
  net: AMOUNTS.net,
  payoutId,
  providerFee: AMOUNTS.providerFee,
  providerFeeBearer: 'platform',
  providerReference: 'ref-1',
};

export const paid = (returnableUntil?: string): PayoutPaid => ({
  type: 'PayoutPaid',
  schemaVersion: 1,
  data: returnableUntil === undefined ? PAYMENT : { ...PAYMENT, returnableUntil },
});

export const failed: PayoutFailed = {
  type: 'PayoutFailed',
  schemaVersion: 1,
  data: { ...IDS, reason: 'blocked' },
};

export const returned: PayoutReturned = {
  type: 'PayoutReturned',
  schemaVersion: 1,
  data: PAYMENT,
};
