import {
  type AccountId,
  type GiftId,
  type GiftTxId,
  ID,
  type PayoutId,
  PROVIDER_ID,
  type ProviderId,
  PURCHASE_ID,
  type PurchaseId,
  type SessionId,
  TRANSACTION_ID,
  type TransactionId,
} from '../ids';
import type { RefusalCode } from '../refusal';
import { named } from './named';
import { text, wholeNumber } from './vocabulary';

/** The forms of ids, times and versions. */

export const accountId = named(
  'accountId',
  text<AccountId>('An opaque id of a viewer or a creator. It contains nothing personal.', {
    pattern: ID,
  }),
);

export const sessionId = named(
  'sessionId',
  text<SessionId>('The id of one live stream.', { pattern: ID }),
);

export const giftId = named(
  'giftId',
  text<GiftId>('The id of a gift in the catalogue.', { pattern: ID }),
);

export const giftTxId = named(
  'giftTxId',
  text<GiftTxId>('The id of one sending of a gift.', { pattern: ID }),
);

export const payoutId = named('payoutId', text<PayoutId>('The id of one payout.', { pattern: ID }));

export const operationId = named(
  'operationId',
  text('The id of one command to a stream that exists already.', { pattern: ID }),
);

export const purchaseId = named(
  'purchaseId',
  text<PurchaseId>('`{provider}.{transactionId}`.', { pattern: PURCHASE_ID }),
);

export const providerId = named(
  'providerId',
  text<ProviderId>('The payment provider.', { pattern: PROVIDER_ID }),
);

export const transactionId = named(
  'transactionId',
  text<TransactionId>("The provider's id of the payment.", { pattern: TRANSACTION_ID }),
);

export const refundId = named(
  'refundId',
  text('The id of one refund.', { pattern: TRANSACTION_ID }),
);

export const streamName = named(
  'stream',
  text('The name of a stream: its category, a dash and an id.', {
    pattern: /^[a-z-]+-[A-Za-z0-9_.:-]+$/,
  }),
);

export const time = named(
  'time',
  text('RFC 3339 UTC with milliseconds.', {
    pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/,
  }),
);

export const refusalCode = named(
  'refusalCode',
  text<RefusalCode>('Why something was refused. Releases may add codes.', {
    pattern: /^[a-z][a-z0-9-]*$/,
  }),
);

export const policyVersion = named(
  'policyVersion',
  wholeNumber("The version of the economy's rules that priced it.", { minimum: 1 }),
);
