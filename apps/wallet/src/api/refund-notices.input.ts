import {
  IsCoinsText,
  IsMoneyText,
  IsProviderId,
  IsTransactionId,
  MoneyInput,
  Optional,
} from '@gifting/http/input';
import { parseCoins, printCoins } from '@gifting/kernel/coins';
import type { RefundNotice } from '../domain/purchase.refunds';
import { moneyOf } from './purchase-events.input';

/** `data` of `purchase.refund-failed.v1`, and what all notices of refunds begin with. */
export class RefundFailedInput {
  @IsProviderId()
  readonly provider!: string;

  @IsTransactionId()
  readonly transactionId!: string;

  @IsTransactionId()
  readonly refundId!: string;
}

/** `data` of `purchase.refund-reversed.v1`. */
export class RefundReversedInput extends RefundFailedInput {
  @IsMoneyText()
  readonly amount!: MoneyInput;
}

/** `data` of `purchase.refunded.v1`. */
export class RefundedInput extends RefundReversedInput {
  @Optional()
  @IsCoinsText({ orZero: true })
  readonly coins?: string;
}

/** What one type of CloudEvent says about a refund. */
interface NoticeType<Input extends RefundFailedInput> {
  readonly input: new () => Input;
  readonly noticeOf: (input: Input) => RefundNotice;
}

const noticeTypeOf = <Input extends RefundFailedInput>(
  input: new () => Input,
  noticeOf: (input: Input) => RefundNotice,
): NoticeType<RefundFailedInput> => ({
  input,
  // It is only ever given what was checked to be of this shape.
  noticeOf: (checked) => noticeOf(checked as Input),
});

const NOTICE_TYPES = {
  'purchase.refunded.v1': noticeTypeOf(RefundedInput, ({ amount, coins }) => ({
    stage: 'reported',
    amount: moneyOf(amount),
    ...(coins === undefined ? {} : { coins: printCoins(parseCoins(coins)) }),
  })),
  'purchase.refund-failed.v1': noticeTypeOf(RefundFailedInput, () => ({ stage: 'failed' })),
  'purchase.refund-reversed.v1': noticeTypeOf(RefundReversedInput, ({ amount }) => ({
    stage: 'reversed',
    amount: moneyOf(amount),
  })),
};

/** Whether a CloudEvent of this type reports on a refund. */
export const isNoticeType = (type: string): type is keyof typeof NOTICE_TYPES =>
  Object.hasOwn(NOTICE_TYPES, type);

export const noticeType = (type: keyof typeof NOTICE_TYPES): NoticeType<RefundFailedInput> =>
  NOTICE_TYPES[type];
