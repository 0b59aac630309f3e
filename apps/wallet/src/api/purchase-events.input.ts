import {
  IgnoreUnknown,
  IsAccountId,
  IsMoneyText,
  IsOneOf,
  IsProviderId,
  IsText,
  IsTimestamp,
  IsTransactionId,
  MoneyInput,
  Optional,
  rule,
} from '@gifting/http/input';
import { isRegion } from '@gifting/economy';
import { CHANNELS, type Channel } from '@gifting/kernel/facts';
import { parseMoney, printMoney, type MoneyText } from '@gifting/kernel/money';
import { type ProviderId, type TransactionId, type ViewerId } from '@gifting/kernel';
import type { PurchaseReport } from '../domain/purchase.events';

export const PURCHASE_CAPTURED = 'purchase.captured.v1';

/** A CloudEvent 1.0 as an upstream app sends it. Extension attributes are ignored. */
@IgnoreUnknown()
export class CloudEventInput {
  @IsOneOf(['1.0'])
  readonly specversion!: string;

  @IsText({ max: 256 })
  readonly id!: string;

  @IsText({ max: 1_024 })
  readonly source!: string;

  @IsText({ max: 256 })
  readonly type!: string;

  @IsText({ max: 256 })
  readonly subject!: string;

  @rule('isObject', (value) => typeof value === 'object' && value !== null, 'must be an object', {
    type: 'object',
    additionalProperties: true,
  })
  readonly data!: object;
}

/** `data` of `purchase.captured.v1`. */
export class PurchaseCapturedInput {
  @IsProviderId()
  readonly provider!: string;

  @IsTransactionId()
  readonly transactionId!: string;

  @IsAccountId()
  readonly viewerId!: string;

  @rule('isRegion', isRegion, 'must be a region such as US or US-CA', { type: 'string' })
  readonly region!: string;

  @IsOneOf(CHANNELS)
  readonly channel!: Channel;

  @IsText({ max: 64 })
  readonly method!: string;

  @Optional()
  @IsText({ max: 64 })
  readonly bundleId?: string;

  /** Without tax. */
  @IsMoneyText()
  readonly paid!: MoneyInput;

  @Optional()
  @IsMoneyText()
  readonly tax?: MoneyInput;

  @Optional()
  @IsMoneyText()
  readonly channelFee?: MoneyInput;

  @IsTimestamp()
  readonly capturedAt!: string;
}

/** The report in one form, whichever way its amounts and times were written. */
export function reportOf(input: PurchaseCapturedInput): PurchaseReport {
  const { bundleId, capturedAt, channel, channelFee, method, paid, region, tax } = input;
  return {
    ...(bundleId === undefined ? {} : { bundleId }),
    capturedAt: new Date(capturedAt).toISOString(),
    channel,
    ...(channelFee === undefined ? {} : { channelFee: moneyOf(channelFee) }),
    method,
    paid: moneyOf(paid),
    provider: input.provider as ProviderId,
    region,
    ...(tax === undefined ? {} : { tax: moneyOf(tax) }),
    transactionId: input.transactionId as TransactionId,
    viewerId: input.viewerId as ViewerId,
  };
}

/** Money in one form, however it was written. */
export function moneyOf(input: MoneyInput): MoneyText {
  const { currency, micros } = parseMoney(input);
  return printMoney(currency, micros);
}
