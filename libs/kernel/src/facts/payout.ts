import { microdiamondsText, moneyText } from '../schema/amounts';
import { accountId, payoutId } from '../schema/ids';
import { named } from '../schema/named';
import { listOf, oneOf, optional, record, type ValueOf } from '../schema/vocabulary';

export const PAYOUT_METHODS = ['paypal', 'bank'] as const;
export type PayoutMethod = (typeof PAYOUT_METHODS)[number];

export const FEE_BEARERS = ['platform', 'creator'] as const;
export type FeeBearer = (typeof FEE_BEARERS)[number];

const diamondLine = named(
  'payoutLine',
  record('Diamonds of one pinned rate within a payout.', {
    grossRate: moneyText('Gross value of one whole diamond.'),
    microdiamonds: microdiamondsText(),
    netRate: moneyText('Net value of one whole diamond.'),
  }),
);
export type DiamondLine = ValueOf<typeof diamondLine>;

/** Which payout it is about. Nearly every event of a payout begins with it. */
export const PAYOUT_IDS = { creatorId: accountId(), payoutId: payoutId() };

/** The diamonds of a payout. */
export const DIAMOND_FACTS = {
  lines: listOf(diamondLine(), 'Oldest rate first; they add up to `microdiamonds`.'),
  microdiamonds: microdiamondsText(),
};

/** What a payout is worth, fixed when its diamonds are reserved. */
export const AMOUNT_FACTS = {
  ...DIAMOND_FACTS,
  commission: moneyText('What the platform keeps.'),
  gross: moneyText('net + commission + the provider fee where the creator bears it.'),
  net: moneyText('What the creator receives, in whole minor units.'),
  providerFee: moneyText(),
};
export const payoutAmounts = named(
  'payoutAmounts',
  record('What a payout is worth.', AMOUNT_FACTS),
);
export type PayoutAmounts = ValueOf<typeof payoutAmounts>;

export const providerFeeBearer = oneOf(FEE_BEARERS, "Who bears the provider's fee.");
export const payoutMethod = oneOf(PAYOUT_METHODS, 'How the money is to travel.');

/** What a payout asks for, by the terms that were active then. */
export const PAYOUT_REQUEST_FACTS = {
  ...PAYOUT_IDS,
  microdiamonds: optional(microdiamondsText('Absent: all that can be withdrawn.')),
  minimum: moneyText("The least net amount, before the provider's fee."),
  providerFee: moneyText(),
  providerFeeBearer,
};
