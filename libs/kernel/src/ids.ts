import type { Brand } from './brand';

/** An opaque account id. Nothing personal stands in ids, for they reach events, keys and logs. */
export type AccountId = Brand<string, 'account'>;
export type ViewerId = AccountId;
export type CreatorId = AccountId;
export type SessionId = Brand<string, 'session'>;
export type GiftId = Brand<string, 'gift'>;
/** One sending of a gift; also the id of the command that asked for it. */
export type GiftTxId = Brand<string, 'giftTx'>;
export type PayoutId = Brand<string, 'payout'>;
export type ProviderId = Brand<string, 'provider'>;
export type TransactionId = Brand<string, 'transaction'>;
/** `{provider}.{transactionId}`: the natural key of a purchase. */
export type PurchaseId = Brand<string, 'purchase'>;

/** Account, session, gift and command ids. Dots alone would mean a folder in a path. */
export const ID = /^(?!\.{1,2}$)[A-Za-z0-9_.:-]{1,64}$/;
export const PROVIDER_ID = /^[a-z0-9-]{1,32}$/;
/** transactionId, refundId and disputeId. */
export const TRANSACTION_ID = /^[A-Za-z0-9_.:-]{1,128}$/;
export const PURCHASE_ID = /^[a-z0-9-]{1,32}\.[A-Za-z0-9_.:-]{1,128}$/;

const matcher =
  <Id extends string>(pattern: RegExp) =>
  (text: unknown): text is Id =>
    typeof text === 'string' && pattern.test(text);

export const isId = matcher<string>(ID);
export const isProviderId = matcher<ProviderId>(PROVIDER_ID);
export const isTransactionId = matcher<TransactionId>(TRANSACTION_ID);
export const isPurchaseId = matcher<PurchaseId>(PURCHASE_ID);

export const purchaseIdOf = (provider: ProviderId, transactionId: TransactionId): PurchaseId =>
  `${provider}.${transactionId}` as PurchaseId;
