import { AmountError } from '@gifting/kernel';
import { isCurrency, parseMoney } from '@gifting/kernel/money';
import { parseCoins } from '@gifting/kernel/coins';
import { parseDiamonds } from '@gifting/kernel/diamonds';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { COINS, CURRENCY, DIAMONDS, MONEY_VALUE } from './api-schemas';
import { rule } from './input-rule';
import { IsNested } from './nested-validators';

/** An amount is a string; why the kernel refuses one, it says itself. */
function amountRule(
  name: string,
  parse: (text: string, input: unknown) => bigint,
  example: string,
  schema: ApiPropertyOptions,
): PropertyDecorator {
  const faultOf = (value: unknown, input: unknown): string | undefined => {
    if (typeof value !== 'string') return `must be a string such as "${example}"`;
    try {
      parse(value, input);
      return undefined;
    } catch (error) {
      if (error instanceof AmountError) return error.message;
      throw error;
    }
  };
  return rule(
    name,
    (value, input) => faultOf(value, input) === undefined,
    (value, input) => faultOf(value, input) ?? 'is not valid',
    schema,
  );
}

interface Zero {
  /** Zero is refused unless this says otherwise. */
  readonly orZero?: boolean;
}

const positive = (amount: bigint, { orZero = false }: Zero): bigint => {
  if (amount === 0n && !orZero) throw new AmountError('must be more than zero');
  return amount;
};

/** Whole coins as text. */
export const IsCoinsText = (zero: Zero = {}): PropertyDecorator =>
  amountRule('isCoinsText', (text) => positive(parseCoins(text), zero), '833', COINS);

/** Diamonds with at most six digits after the point, as text. */
export const IsDiamondsText = (zero: Zero = {}): PropertyDecorator =>
  amountRule('isDiamondsText', (text) => positive(parseDiamonds(text), zero), '416.5', DIAMONDS);

const IsCurrencyCode = (): PropertyDecorator =>
  rule('isCurrencyCode', isCurrency, 'must be a currency code of ISO 4217', CURRENCY);

const IsMoneyValue = (): PropertyDecorator =>
  amountRule('isMoneyValue', parseValue, '10.00', MONEY_VALUE);

/** An unknown currency is told of at its own member, so the value is held to micros only. */
function parseValue(value: string, input: unknown): bigint {
  const { currency } = input as MoneyInput;
  return parseMoney({ currency: isCurrency(currency) ? currency : 'USD', value }).micros;
}

/** Money that somebody hands in: whole minor units of a known currency. */
export class MoneyInput {
  @IsCurrencyCode()
  readonly currency!: string;

  @IsMoneyValue()
  readonly value!: string;
}

/** Money as `{currency, value}`. */
export const IsMoneyText = (): PropertyDecorator => IsNested(() => MoneyInput);
