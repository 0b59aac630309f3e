import { REFUND_REASONS } from '@gifting/economy';
import { IsCoinsText, Optional, rule } from '@gifting/http/input';

const MAX_REASON = 64;

/** Any short text passes here: the terms of the purchase say which reasons count, by a code of their own. */
const IsRefundReason = (): PropertyDecorator =>
  rule(
    'isRefundReason',
    (value) => typeof value === 'string' && value.length >= 1 && value.length <= MAX_REASON,
    `must be one of ${REFUND_REASONS.join(', ')}`,
    { type: 'string', enum: [...REFUND_REASONS] },
  );

/** A refund that a viewer asks for. */
export class RefundInput {
  @IsRefundReason()
  readonly reason!: string;

  /** Absent: all coins of the lot that are unspent. */
  @Optional()
  @IsCoinsText()
  readonly coins?: string;
}
