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

const ID = /^[A-Za-z0-9_.:-]{1,64}$/;
const PROVIDER = /^[a-z0-9-]{1,32}$/;
const TRANSACTION = /^[A-Za-z0-9_.:-]{1,128}$/;

const isDots = (text: string): boolean => text === '.' || text === '..';

/** Account, session and gift ids: `[A-Za-z0-9_.:-]{1,64}`, not `.` or `..`. */
export const isId = (text: unknown): text is string =>
  typeof text === 'string' && ID.test(text) && !isDots(text);
export const isProviderId = (text: unknown): text is ProviderId =>
  typeof text === 'string' && PROVIDER.test(text);
/** transactionId, refundId and disputeId. */
export const isTransactionId = (text: unknown): text is TransactionId =>
  typeof text === 'string' && TRANSACTION.test(text);
export const isPurchaseId = (text: unknown): text is PurchaseId => {
  if (typeof text !== 'string') return false;
  const dot = text.indexOf('.');
  return dot > 0 && isProviderId(text.slice(0, dot)) && isTransactionId(text.slice(dot + 1));
};

export const purchaseIdOf = (provider: ProviderId, transactionId: TransactionId): PurchaseId =>
  `${provider}.${transactionId}` as PurchaseId;
