import {
  IsAccountId,
  IsFlag,
  IsGiftId,
  IsIdempotencyKey,
  IsSessionId,
  IsText,
  IsUncheckedListOf,
  IsWholeNumber,
  Optional,
} from '@gifting/http/input';

export const MAX_BATCH = 500;

/** One gift that a viewer sends. */
export class GiftInput {
  @IsGiftId()
  readonly giftId!: string;

  @IsWholeNumber({ min: 1, max: 9_999 })
  readonly quantity!: number;

  @IsAccountId()
  readonly creatorId!: string;

  @Optional()
  @IsSessionId()
  readonly sessionId?: string;

  @Optional()
  @IsText({ max: 200 })
  readonly message?: string;

  @Optional()
  @IsFlag()
  readonly anonymous?: boolean;

  /** The catalogue's price version that the viewer saw. */
  @Optional()
  @IsWholeNumber({ min: 1, max: Number.MAX_SAFE_INTEGER })
  readonly priceVersion?: number;
}

/** One gift of a batch, with the Idempotency-Key of its own. */
export class GiftBatchItemInput extends GiftInput {
  @IsIdempotencyKey()
  readonly key!: string;
}

/** Several gifts at once; each is checked and answered by itself. */
export class GiftBatchInput {
  @IsUncheckedListOf(() => GiftBatchItemInput, { min: 1, max: MAX_BATCH })
  readonly items!: readonly unknown[];
}
