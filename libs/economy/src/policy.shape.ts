import { isId, isProviderId } from '@gifting/kernel';
import { type MoneyText, parseMoney, parseRate } from '@gifting/kernel/money';
import { parseCoins } from '@gifting/kernel/coins';
import {
  accept,
  amount,
  andThen,
  fault,
  listOf,
  members,
  money,
  oneOf,
  POSITIVE,
} from './field-checks';
import {
  type BundleContent,
  type CapContent,
  type CatalogueContent,
  CHANNELS,
  CHARGEBACK_POLICIES,
  FEE_BEARERS,
  isRegion,
  parseFigure,
  REFUND_REASONS,
} from './policy.content';
import { WHOLE_BPS } from './rates';

const positiveFigure = amount(parseFigure, POSITIVE);
const positiveCoins = amount(parseCoins, POSITIVE);
const positiveRate = money(parseRate, POSITIVE);
const positiveMoney = money(parseMoney, POSITIVE);
const anyMoney = money(parseMoney);

/** Ten years. What is longer is a slip of the pen, and would leave the range of dates. */
const hours = amount(parseFigure, { most: 87_600n, reason: 'must not exceed 87600' });

const id = accept(isId, 'must be 1 to 64 of A-Z a-z 0-9 _ . : -');
const region = accept(isRegion, 'must be 1 to 16 of A-Z a-z 0-9 -');
const provider = accept(isProviderId, 'must be 1 to 32 of a-z 0-9 -');

/** People see it, so it has neither control characters nor blanks at its ends. */
const title = accept(
  (value) => typeof value === 'string' && /^(?! )\P{C}{1,64}(?<! )$/u.test(value),
  'must be 1 to 64 printable characters without blanks at the ends',
);

const itself = (item: string): string => item;

const bundle = andThen<BundleContent>(
  members(
    { bundleId: id, coins: positiveCoins, price: positiveMoney },
    {
      regions: listOf(region, { notEmpty: true, keyOf: itself }),
      channels: listOf(oneOf(CHANNELS), { notEmpty: true, keyOf: itself }),
    },
  ),
  // Else the unit cost of the lot, which is rounded down, would be nothing.
  ({ coins, price }, field) =>
    parseMoney(price).micros < parseCoins(coins)
      ? fault(`${field}.price.value`, 'must be at least 0.000001 per coin')
      : [],
);

/** Of a policy's members each by itself; `POLICY_RULES` hold what several must be to each other. */
export const policyShape = members({
  name: id,
  coinPrices: listOf<MoneyText>(positiveRate, {
    notEmpty: true,
    keyOf: ({ currency }) => currency,
    keyMember: 'currency',
  }),
  bundles: listOf<BundleContent>(bundle, {
    keyOf: ({ bundleId }) => bundleId,
    keyMember: 'bundleId',
  }),
  conversion: members({ numerator: positiveFigure, denominator: positiveFigure }),
  diamond: members({
    grossValue: positiveRate,
    commissionBps: amount(parseFigure, {
      most: WHOLE_BPS - 1n,
      reason: 'must be less than 10000, else nothing is left to the creator',
    }),
  }),
  maturityHours: hours,
  payout: members(
    {
      minimum: positiveMoney,
      providerFees: members({ borneBy: oneOf(FEE_BEARERS), paypal: anyMoney, bank: anyMoney }),
    },
    { autoApproveLimit: anyMoney },
  ),
  refund: members({
    windowHours: hours,
    reasons: listOf(oneOf(REFUND_REASONS), { keyOf: itself }),
  }),
  chargeback: oneOf(CHARGEBACK_POLICIES),
  caps: listOf<CapContent>(members({ perLocalDay: anyMoney }, { region, provider }), {
    keyOf: (cap) => JSON.stringify([cap.perLocalDay.currency, cap.region, cap.provider]),
  }),
  catalogue: listOf<CatalogueContent>(
    members({ giftId: id, name: title, coins: positiveCoins, effect: id }),
    { notEmpty: true, keyOf: ({ giftId }) => giftId, keyMember: 'giftId' },
  ),
  displayRate: positiveRate,
});
