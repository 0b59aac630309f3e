import { coinsText, microdiamondsText, moneyText } from '../schema/amounts';
import { accountId, giftId, giftTxId, policyVersion, purchaseId, sessionId } from '../schema/ids';
import { named } from '../schema/named';
import {
  type DataOf,
  flag,
  listOf,
  optional,
  record,
  text,
  type ValueOf,
  wholeNumber,
} from '../schema/vocabulary';

const allocation = named(
  'allocation',
  record('Coins taken from one lot, with what they had cost.', {
    coins: coinsText(),
    purchaseId: purchaseId('The purchase that granted the lot.'),
    value: moneyText('Coins × unit cost of the lot.'),
  }),
);
export type Allocation = ValueOf<typeof allocation>;

export const RECIPIENT_FACTS = {
  creatorId: accountId(),
  microdiamonds: microdiamondsText(),
  shareCoins: coinsText("The part of the gift's coins that counts for this creator."),
};
export const recipient = named(
  'recipient',
  record("A creator's part of a gift. A gift names each creator once.", RECIPIENT_FACTS),
);
export type Recipient = ValueOf<typeof recipient>;

export const quantity = named(
  'quantity',
  wholeNumber('How many pieces of the gift were sent at once.', { minimum: 1, maximum: 9_999 }),
);

/** How the coins of a gift were spent. */
export const SPEND_FACTS = {
  allocations: listOf(allocation(), 'Oldest lot first; the coins add up to `coins`.'),
  balanceAfter: coinsText('Of the wallet, right after the spend.'),
};

/**
 * The facts of a gift that its creators may see. They are fixed when it is requested, whatever policy
 * comes later; a member declared here is in the gift's events, the message to the earnings and the credit.
 */
export const GIFT_FACTS_FOR_CREATORS = {
  anonymous: flag('Whether the viewer wants to stay unknown.'),
  coins: coinsText('Of the whole gift: price × quantity.'),
  giftId: giftId(),
  giftTxId: giftTxId(),
  grossRate: moneyText('Gross value of one whole diamond, pinned when the gift was requested.'),
  messageRef: optional(text("The note that holds the viewer's message.")),
  netRate: moneyText('Net value of one whole diamond, pinned likewise.'),
  policyVersion: policyVersion(),
  quantity: quantity(),
  sessionId: optional(sessionId()),
  splitVersion: wholeNumber('0 where no split was agreed and the named creator gets all.', {
    minimum: 0,
  }),
};

/** All facts of a gift, as its own stream has them. */
export const GIFT_FACTS = {
  ...GIFT_FACTS_FOR_CREATORS,
  price: coinsText('Coins of one piece.'),
  recipients: listOf(recipient(), 'Who earns with it; their coins add up to `coins`.'),
  viewerId: accountId('Who sent it. An anonymous gift has one too, which no creator learns.'),
};

/** The facts of a gift as they travel to a creator's earnings. */
export const CREDIT_FACTS = {
  ...GIFT_FACTS_FOR_CREATORS,
  viewerId: optional(accountId('Absent when the gift is anonymous.')),
};
export type CreditFacts = DataOf<typeof CREDIT_FACTS>;
