export { coinsText, currency, diamondsText, microdiamondsText, moneyText } from './amounts';
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
  refusalCode,
  sessionId,
  time,
  transactionId,
} from './ids';
export { definitionOf, named } from './named';
export { type Selection, selectionOf } from './selection';
export {
  anyRecord,
  type DataOf,
  type Members,
  type Schema,
  type ValueOf,
  flag,
  oneOf,
  optional,
  patternOf,
  record,
  text,
  wholeNumber,
} from './vocabulary';
