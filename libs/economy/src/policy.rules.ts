import { type MoneyText, parseMoney, parseRate } from '@gifting/kernel/money';
import { cashOutAtRate, cashOutUnit } from './cash-out';
import { fault, type FieldFault } from './field-checks';
import { PAYOUT_METHODS, parseFigure, type PolicyContent } from './policy.content';
import { type DiamondRate, diamondRate, microdiamondsPerCoin } from './rates';

/** What several members of a policy must be to each other, so that no step of the economy rounds. */
export interface PolicyRule {
  /** The paths of the members that it reads. It is asked where each of them is well formed. */
  readonly reads: readonly string[];
  faults(content: PolicyContent): readonly FieldFault[];
}

const DIAMOND = ['diamond.grossValue', 'diamond.commissionBps'];

const wholeMicrodiamonds: PolicyRule = {
  reads: ['conversion.numerator', 'conversion.denominator'],
  faults: ({ conversion: { numerator, denominator } }) =>
    microdiamondsPerCoin(parseFigure(numerator), parseFigure(denominator)) === undefined
      ? fault(
          'conversion.denominator',
          'must divide 1000000 × numerator, for a coin credits whole microdiamonds',
        )
      : [],
};

const wholeNetValue: PolicyRule = {
  reads: DIAMOND,
  faults: (content) =>
    rateOf(content) === undefined
      ? fault('diamond.commissionBps', 'must leave a net value per diamond in whole micros')
      : [],
};

const minimumCoversCashOutUnit: PolicyRule = {
  reads: [...DIAMOND, 'payout.minimum'],
  faults: (content) => {
    const { minimum } = content.payout;
    const rate = rateOf(content);
    if (rate === undefined || rate.currency !== minimum.currency) return [];
    return cashOutAtRate(cashOutUnit(rate), rate).net > parseMoney(minimum).micros
      ? fault('payout.minimum.value', 'must not be less than the net value of the cash-out unit')
      : [];
  },
};

type PayoutContent = PolicyContent['payout'];

const feesLeaveSomething: readonly PolicyRule[] = PAYOUT_METHODS.map((method) => {
  const path = `payout.providerFees.${method}`;
  return {
    reads: ['payout.minimum', 'payout.providerFees.borneBy', path],
    faults: ({ payout: { minimum, providerFees } }) =>
      providerFees.borneBy === 'creator' &&
      providerFees[method].currency === minimum.currency &&
      parseMoney(providerFees[method]).micros >= parseMoney(minimum).micros
        ? fault(`${path}.value`, 'must be less than the minimum payout, since the creator bears it')
        : [],
  };
});

const PAYOUT_MONEY: readonly (readonly [
  string,
  (payout: PayoutContent) => MoneyText | undefined,
])[] = [
  ['payout.minimum', (payout) => payout.minimum],
  ['payout.autoApproveLimit', (payout) => payout.autoApproveLimit],
  ['payout.providerFees.paypal', (payout) => payout.providerFees.paypal],
  ['payout.providerFees.bank', (payout) => payout.providerFees.bank],
];

const onePayoutCurrency: readonly PolicyRule[] = PAYOUT_MONEY.map(([path, moneyOf]) => ({
  reads: ['diamond.grossValue', path],
  faults: ({ diamond, payout }) => {
    const currency = moneyOf(payout)?.currency;
    return currency === undefined || currency === diamond.grossValue.currency
      ? []
      : fault(`${path}.currency`, 'must be the currency of the diamond, in which is paid out');
  },
}));

const bundlesHaveCoinPrice: PolicyRule = {
  reads: ['coinPrices', 'bundles'],
  faults: ({ coinPrices, bundles }) =>
    bundles.flatMap(({ price }, index) =>
      coinPrices.some(({ currency }) => currency === price.currency)
        ? []
        : fault(
            `bundles[${index}].price.currency`,
            'must have a coin price, for a bundle paid otherwise is released as a custom amount',
          ),
    ),
};

export const POLICY_RULES: readonly PolicyRule[] = [
  bundlesHaveCoinPrice,
  wholeMicrodiamonds,
  wholeNetValue,
  minimumCoversCashOutUnit,
  ...onePayoutCurrency,
  ...feesLeaveSomething,
];

const rateOf = ({ diamond }: PolicyContent): DiamondRate | undefined =>
  diamondRate(parseRate(diamond.grossValue), parseFigure(diamond.commissionBps));
