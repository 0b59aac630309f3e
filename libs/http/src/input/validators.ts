import { isId, isPosition, isProviderId, isPurchaseId, isTransactionId } from '@gifting/kernel';
import {
  ACCOUNT_ID,
  COMMAND_ID,
  GIFT_ID,
  POSITION,
  PROVIDER_ID,
  PURCHASE_ID,
  TIMESTAMP,
  TRANSACTION_ID,
} from './api-schemas';
import { isIdempotencyKey } from './idempotency-key';
import { rule } from './input-rule';

const ID_REASON = 'must be an id of 1 to 64 characters A-Z a-z 0-9 _ . : -';

export const IsAccountId = (): PropertyDecorator =>
  rule('isAccountId', isId, ID_REASON, ACCOUNT_ID);
export const IsSessionId = (): PropertyDecorator =>
  rule('isSessionId', isId, ID_REASON, ACCOUNT_ID);
export const IsGiftId = (): PropertyDecorator => rule('isGiftId', isId, ID_REASON, GIFT_ID);
export const IsGiftTxId = (): PropertyDecorator => rule('isGiftTxId', isId, ID_REASON, COMMAND_ID);
export const IsProviderId = (): PropertyDecorator =>
  rule('isProviderId', isProviderId, 'must be 1 to 32 characters a-z 0-9 -', PROVIDER_ID);
/** transactionId, refundId and disputeId. */
export const IsTransactionId = (): PropertyDecorator =>
  rule(
    'isTransactionId',
    isTransactionId,
    'must be 1 to 128 characters A-Z a-z 0-9 _ . : -',
    TRANSACTION_ID,
  );
export const IsPurchaseId = (): PropertyDecorator =>
  rule(
    'isPurchaseId',
    isPurchaseId,
    'must be a provider and its transaction id, joined by a point',
    PURCHASE_ID,
  );
export const IsPositionText = (): PropertyDecorator =>
  rule('isPositionText', isPosition, 'must be a string of digits', POSITION);
export const IsIdempotencyKey = (): PropertyDecorator =>
  rule('isIdempotencyKey', isIdempotencyKey, 'must be 1 to 128 printable ASCII characters', {
    type: 'string',
    minLength: 1,
    maxLength: 128,
  });

/** A JSON number without a fraction; not for amounts. */
export const IsWholeNumber = ({
  min,
  max,
}: {
  readonly min: number;
  readonly max: number;
}): PropertyDecorator =>
  rule(
    'isWholeNumber',
    (value) => Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max,
    `must be a whole number from ${min} to ${max}`,
    { type: 'integer', minimum: min, maximum: max },
  );

export const IsFlag = (): PropertyDecorator =>
  rule('isFlag', (value) => typeof value === 'boolean', 'must be true or false', {
    type: 'boolean',
  });

export const IsOneOf = (values: readonly string[]): PropertyDecorator =>
  rule(
    'isOneOf',
    (value) => values.some((known) => known === value),
    `must be one of ${values.join(', ')}`,
    { type: 'string', enum: [...values] },
  );

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text of a length in characters, that is in code points, of well-formed Unicode. */
export const IsText = ({
  min = 1,
  max,
}: {
  readonly min?: number;
  readonly max: number;
}): PropertyDecorator =>
  rule(
    'isText',
    (value) =>
      typeof value === 'string' && isWithin(value, min, max) && !LONE_SURROGATE.test(value),
    `must be text of ${min} to ${max} characters`,
    { type: 'string', minLength: min, maxLength: max },
  );

function isWithin(value: string, min: number, max: number): boolean {
  // No text has more characters than UTF-16 units, or fewer than half; long ones are not counted.
  if (value.length > 2 * max) return false;
  const length = [...value].length;
  return length >= min && length <= max;
}

const UTC = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/;

/** RFC 3339 in UTC; a day that no month has is refused. */
export const isTimestamp = (value: unknown): value is string => {
  const date = typeof value === 'string' ? UTC.exec(value)?.[1] : undefined;
  if (date === undefined) return false;
  const time = Date.parse(String(value));
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
};

export const IsTimestamp = (): PropertyDecorator =>
  rule(
    'isTimestamp',
    isTimestamp,
    'must be a time of RFC 3339 in UTC, such as 2026-01-31T12:00:00.000Z',
    TIMESTAMP,
  );
