export type { Brand } from './brand';
export { canonicalJson } from './canonical-json';
export {
  type Decider,
  type DomainEvent,
  InvariantViolation,
  UnknownEvent,
  assertNever,
} from './decider';
export { AmountError, parseDecimal, printDecimal } from './decimal';
export {
  type CreatorId,
  type GiftId,
  type GiftTxId,
  type PayoutId,
  type ProviderId,
  type PurchaseId,
  type SessionId,
  type TransactionId,
  type ViewerId,
  isId,
  isProviderId,
  isPurchaseId,
  isTransactionId,
  purchaseIdOf,
} from './ids';
export type { Json, JsonObject } from './json';
export { type Position, START, comparePositions, isPosition, maxPosition } from './position';
export { REFUSAL_CODES, type Refusal, type RefusalCode, isRefusal, refuse } from './refusal';
