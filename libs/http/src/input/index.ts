export { IsDiamondsText, IsMoneyText, MoneyInput } from './amount-validators';
export { IgnoreUnknown, checkInput, validationRefusal } from './input';
export { Optional, rule } from './input-rule';
export { IsUncheckedListOf } from './nested-validators';
export {
  IsAccountId,
  IsFlag,
  IsGiftId,
  IsIdempotencyKey,
  IsOneOf,
  IsProviderId,
  IsSessionId,
  IsText,
  IsTimestamp,
  IsTransactionId,
  IsWholeNumber,
  isTimestamp,
} from './validators';
