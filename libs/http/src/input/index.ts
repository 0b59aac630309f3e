export { IsCoinsText, IsDiamondsText, IsMoneyText, MoneyInput } from './amount-validators';
export { IgnoreUnknown, checkInput, validationRefusal } from './input';
export { Optional, rule } from './input-rule';
export {
  CLOUD_EVENT_BATCH_MEDIA_TYPE,
  CLOUD_EVENT_MEDIA_TYPE,
  Consumes,
  mediaTypeOf,
} from './media-type';
export { IsUncheckedListOf } from './nested-validators';
export { BatchBody, UncheckedBody } from './request-body';
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
