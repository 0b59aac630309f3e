import { isRegion } from '@gifting/economy';
import { type Channel, CHANNELS } from '@gifting/kernel/facts';
import { AmountError, isId, isProviderId, isTransactionId } from '@gifting/kernel';
import { isCurrency, type MoneyText, parseMoney, printMoney } from '@gifting/kernel/money';
import { isTimestamp } from '@gifting/http/input';
import type { PurchaseReport } from '../api-types';

export const REQUIRED_COLUMNS = [
  'provider',
  'transactionId',
  'viewerId',
  'region',
  'channel',
  'method',
  'currency',
  'paid',
  'capturedAt',
] as const;
/** May be missing, and empty where they are there. */
export const OPTIONAL_COLUMNS = ['bundleId', 'tax', 'channelFee'] as const;

type Column = (typeof REQUIRED_COLUMNS)[number] | (typeof OPTIONAL_COLUMNS)[number];
type Values = Readonly<Record<Column, string>>;

const COLUMNS: readonly Column[] = [...REQUIRED_COLUMNS, ...OPTIONAL_COLUMNS];

const isColumn = (name: string): name is Column => COLUMNS.some((column) => column === name);

/** What is wrong with one line. */
export interface LineFault {
  /** Absent where the line as a whole is at fault. */
  readonly column?: string;
  readonly reason: string;
}

/** The first line is no header of purchases; the message has one line per fault. */
export class HeaderError extends Error {
  override readonly name = 'HeaderError';
}

interface Rule {
  readonly isGood: (value: string) => boolean;
  readonly reason: string;
}

const text = (isGood: (value: string) => boolean, reason: string): Rule => ({ isGood, reason });
const isShortText = (value: string): boolean => {
  const length = [...value].length;
  return length >= 1 && length <= 64 && !value.includes('\uFFFD');
};
const isChannel = (value: string): value is Channel => CHANNELS.some((known) => known === value);

/** The same rules as those of the API, so that a line is refused here before it is sent. */
const RULES = {
  provider: text(isProviderId, 'must be 1 to 32 characters a-z 0-9 -'),
  transactionId: text(isTransactionId, 'must be 1 to 128 characters A-Z a-z 0-9 _ . : -'),
  viewerId: text(isId, 'must be an id of 1 to 64 characters A-Z a-z 0-9 _ . : -'),
  region: text(isRegion, 'must be a region such as US or US-CA'),
  channel: text(isChannel, `must be one of ${CHANNELS.join(', ')}`),
  method: text(isShortText, 'must be text of 1 to 64 characters in UTF-8'),
  bundleId: text((value) => value === '' || isShortText(value), 'must be at most 64 characters'),
  currency: text(isCurrency, 'must be a currency code of ISO 4217'),
  capturedAt: text(isTimestamp, 'must be a time of RFC 3339 in UTC, such as 2026-01-31T12:00:00Z'),
} as const satisfies Partial<Record<Column, Rule>>;

/** The columns of one file, in the order of its header. */
export class PurchaseColumns {
  private constructor(private readonly names: readonly Column[]) {}

  /** @throws HeaderError */
  static of(header: readonly string[]): PurchaseColumns {
    const faults: string[] = [];
    const names = header.filter((name, index): name is Column => {
      if (!isColumn(name)) faults.push(`there is no column "${name}"`);
      else if (header.indexOf(name) < index) faults.push(`the column ${name} stands twice`);
      return isColumn(name);
    });
    for (const name of REQUIRED_COLUMNS) {
      if (!names.includes(name)) faults.push(`the column ${name} is missing`);
    }
    if (faults.length > 0) throw new HeaderError(faults.join('\n'));
    return new PurchaseColumns(names);
  }

  nameOf(column: number): string | undefined {
    return this.names[column];
  }

  /** The purchase of a line, or everything that is wrong with it. */
  read(line: readonly string[]): PurchaseReport | readonly LineFault[] {
    if (line.length !== this.names.length) {
      const reason = `has ${line.length} values where the header has ${this.names.length}`;
      return [{ reason }];
    }
    const given = Object.fromEntries(this.names.map((name, index) => [name, line[index]]));
    const values = { ...EMPTY, ...given } as Values;
    const faults: LineFault[] = [];
    for (const [column, { isGood, reason }] of Object.entries(RULES)) {
      if (!isGood(values[column as keyof typeof RULES])) faults.push({ column, reason });
    }
    const paid = moneyOf('paid', values, faults);
    const tax = values.tax === '' ? undefined : moneyOf('tax', values, faults);
    const fee = values.channelFee === '' ? undefined : moneyOf('channelFee', values, faults);
    if (faults.length > 0 || paid === undefined || !isChannel(values.channel)) return faults;
    const { bundleId, capturedAt, channel, method, provider, region, transactionId, viewerId } =
      values;
    return {
      provider,
      transactionId,
      viewerId,
      region,
      channel,
      method,
      ...(bundleId === '' ? {} : { bundleId }),
      paid,
      ...(tax === undefined ? {} : { tax }),
      ...(fee === undefined ? {} : { channelFee: fee }),
      capturedAt,
    };
  }
}

const EMPTY: Readonly<Record<string, string>> = Object.fromEntries(
  COLUMNS.map((column) => [column, '']),
);

/** An unknown currency is told of at its own column, so the amount is held to two digits there. */
function moneyOf(
  column: 'paid' | 'tax' | 'channelFee',
  values: Values,
  faults: LineFault[],
): MoneyText | undefined {
  const currency = isCurrency(values.currency) ? values.currency : 'USD';
  try {
    const money = parseMoney({ currency, value: values[column] });
    return printMoney(money.currency, money.micros);
  } catch (error) {
    if (!(error instanceof AmountError)) throw error;
    faults.push({ column, reason: error.message });
    return undefined;
  }
}
