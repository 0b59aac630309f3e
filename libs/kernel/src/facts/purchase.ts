import { coinsText, moneyText } from '../schema/amounts';
import {
  accountId,
  policyVersion,
  providerId,
  purchaseId,
  time,
  transactionId,
} from '../schema/ids';
import { named } from '../schema/named';
import { oneOf, optional, record, text, type ValueOf } from '../schema/vocabulary';

export const CHANNELS = ['app', 'web'] as const;
export type Channel = (typeof CHANNELS)[number];

export const REGION = /^[A-Za-z0-9-]{1,16}$/;
const LABEL = { minLength: 1, maxLength: 64 };

/** What an upstream app says about a purchase. */
export const REPORT_FACTS = {
  bundleId: optional(text('The bundle that was bought; absent for a custom amount.', LABEL)),
  capturedAt: time('When the payment was captured.'),
  channel: oneOf(CHANNELS, 'Through which shop.'),
  channelFee: optional(moneyText('Recorded only.')),
  method: text("How it was paid, in the provider's words.", LABEL),
  paid: moneyText('Without tax, in whole minor units.'),
  provider: providerId(),
  region: text('Where it was bought, such as US or US-CA.', { pattern: REGION }),
  tax: optional(moneyText('Recorded only.')),
  transactionId: transactionId(),
  viewerId: accountId(),
};

const GRANT_FACTS = {
  coins: coinsText('What the lot holds.'),
  refundableUntil: time('The last moment at which unspent coins can be refunded.'),
  residual: moneyText('paid − coins × unitCost.'),
  unitCost: moneyText('What one coin of the lot cost, in whole micros.'),
};

/** What the policy made of a report: the lot that is to be granted. */
export const grant = named(
  'grant',
  record('The lot that a purchase is to be granted.', GRANT_FACTS),
);
export type Grant = ValueOf<typeof grant>;

/** A lot, and the purchase that it comes from. */
export const LOT_FACTS = {
  ...GRANT_FACTS,
  capturedAt: time('When the payment was captured.'),
  paid: moneyText('Without tax.'),
  policyVersion: policyVersion(),
  purchaseId: purchaseId(),
  viewerId: accountId(),
};
