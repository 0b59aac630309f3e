import { type CoinsText, WHOLE } from '../coins';
import type { Currency } from '../currency';
import type { DiamondsText, MicrodiamondsText } from '../diamonds';
import type { MoneyText } from '../money';
import { named, type Named } from './named';
import { record, text, type Schema } from './vocabulary';

/** The forms of amounts. Every amount is a text, so that no reader rounds it. */

export const coinsText = named('coins', text<CoinsText>('Whole coins.', { pattern: WHOLE }));

export const diamondsText = named(
  'diamonds',
  text<DiamondsText>('Diamonds, a plain decimal without trailing zeros.', {
    pattern: /^(0|[1-9][0-9]{0,18})(\.[0-9]{0,5}[1-9])?$/,
  }),
);

export const microdiamondsText = named(
  'microdiamonds',
  text<MicrodiamondsText>('Whole microdiamonds: 1,000,000 are one diamond.', { pattern: WHOLE }),
);

export const currency = text<Currency>('A code of ISO 4217.', { pattern: /^[A-Z]{3}$/ });

export const moneyText: Named<Schema<MoneyText>> = named(
  'money',
  record('An amount of money. Never a JSON number, so that no reader rounds it.', {
    currency,
    value: text('A plain decimal: the minor digits of the currency always, and up to six.', {
      pattern: /^(0|[1-9][0-9]{0,18})(\.[0-9]{1,6})?$/,
    }),
  }),
);
