export { coinsText, currency, diamondsText, moneyText } from './amounts';
export { type EventDeclaration, type EventOf, eventType } from './event-type';
export {
  accountId,
  giftId,
  giftTxId,
  operationId,
  payoutId,
  policyVersion,
  providerId,
  purchaseId,
  refundId,
  refusalCode,
  sessionId,
  time,
  transactionId,
} from './ids';
export { named } from './named';
export { type Selection, selectionOf } from './selection';
export {
  type DataOf,
  type Members,
  type Schema,
  type ValueOf,
  anyRecord,
  flag,
  oneOf,
  optional,
  patternOf,
  record,
  text,
  wholeNumber,
} from './vocabulary';
