import { ApiProperty } from '@nestjs/swagger';
import {
  coinsText,
  currency,
  patternOf,
  providerId,
  purchaseId,
  transactionId,
} from '@gifting/kernel/schema';

/** How the texts of the contract look in OpenAPI, for inputs and outputs alike: `@ApiProperty(COINS)`. */
const text = (pattern: string, example: string, description?: string) => ({
  type: 'string' as const,
  pattern,
  example,
  ...(description && { description }),
});

export const COINS = text(patternOf(coinsText()), '833', 'Whole coins.');
export const SIGNED_COINS = text('^-?(0|[1-9][0-9]{0,18})$', '-100', 'Whole coins with a sign.');
export const DIAMONDS = text('^-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,6})?$', '416.5', 'Diamonds.');
export const MONEY_VALUE = text(
  '^-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,6})?$',
  '10.00',
  'The minor digits of the currency, and up to six.',
);
export const CURRENCY = text(patternOf(currency), 'USD', 'A code of ISO 4217.');
// Without the look-ahead of the kernel's ids, which many OpenAPI tools cannot read.
export const ACCOUNT_ID = text('^[A-Za-z0-9_.:-]{1,64}$', 'ana');
export const GIFT_ID = text('^[A-Za-z0-9_.:-]{1,64}$', 'rose');
export const COMMAND_ID = text('^[A-Za-z0-9_.:-]{1,64}$', 'f81d4fae-7dec-51d0-a765-00a0c91e6bf6');
export const PROVIDER_ID = text(patternOf(providerId()), 'stripe');
export const TRANSACTION_ID = text(patternOf(transactionId()), 'ch_3PqX');
export const PURCHASE_ID = text(
  patternOf(purchaseId()),
  'stripe.ch_3PqX',
  'The provider and its transaction id.',
);
export const POSITION = text('^(0|[1-9][0-9]{0,18})$', '184467', 'Orders as an integer.');
export const TIMESTAMP = {
  type: 'string' as const,
  format: 'date-time',
  example: '2026-01-31T12:00:00.000Z',
  description: 'RFC 3339 UTC.',
};

/** Money in an answer. */
export class MoneyView {
  @ApiProperty(CURRENCY)
  readonly currency!: string;

  @ApiProperty(MONEY_VALUE)
  readonly value!: string;
}
