import { payoutMethod, quantity, REFUND_AMOUNTS, REFUND_IDS } from '@gifting/kernel/facts';
import {
  accountId,
  coinsText,
  diamondsText,
  flag,
  giftId,
  giftTxId,
  moneyText,
  oneOf,
  optional,
  payoutId,
  purchaseId,
  refusalCode,
  sessionId,
  text,
  time,
} from '@gifting/kernel/schema';
import { message, type MessageData } from './message';
import { type PUBLIC_TOPICS, SERVICE_NAMES } from './topics';

/**
 * What other programs see, by the names of `PUBLIC_TOPICS`. Every member is listed here on purpose: a
 * fact that our services share does not become public by being declared.
 */
export const publicEvents = {
  coinsPurchased: message({
    from: 'wallet',
    key: '{viewerId}',
    description: "A purchase became a lot of coins in the viewer's wallet.",
    members: {
      capturedAt: time('When the payment was captured, as the upstream app said.'),
      coins: coinsText('What the lot holds.'),
      grantedAt: time('When the coins became usable.'),
      paid: moneyText('Without tax.'),
      purchaseId: purchaseId(),
      refundableUntil: time('The last moment at which unspent coins can be refunded.'),
      residual: moneyText('paid − coins × unit cost of the lot.'),
      viewerId: accountId(),
    },
  }),
  giftSent: message({
    from: 'gift',
    key: '{creatorId}',
    description:
      'A gift was sent and its coins are spent: one message for each creator who gets a part.',
    members: {
      anonymous: flag('Whether the viewer wants to stay unknown.'),
      coins: coinsText('Of the whole gift: price × quantity.'),
      creatorId: accountId(),
      diamonds: diamondsText('What this creator earns.'),
      giftId: giftId(),
      giftTxId: giftTxId(),
      quantity: quantity(),
      sentAt: time(),
      sessionId: optional(sessionId()),
      shareCoins: coinsText("This creator's part of `coins`."),
      viewerId: optional(accountId('Absent when the gift is anonymous.')),
    },
  }),
  diamondsCredited: message({
    from: 'creator-earnings',
    key: '{creatorId}',
    description: "A creator's earnings grew by a gift.",
    members: {
      creatorId: accountId(),
      creditedAt: time(),
      diamonds: diamondsText(),
      giftTxId: giftTxId(),
      netRate: moneyText(
        'Net value of one whole diamond of this credit, whatever policy comes later.',
      ),
    },
  }),
  payoutRequested: message({
    from: 'payout',
    key: '{creatorId}',
    description: 'A creator asks for a payout.',
    members: {
      creatorId: accountId(),
      diamonds: optional(diamondsText('Absent: all that can be withdrawn.')),
      method: payoutMethod,
      payoutId: payoutId(),
      requestedAt: time(),
    },
  }),
  payoutSettled: message({
    from: 'payout',
    key: '{creatorId}',
    description: 'How a payout ended. A paid one may still be returned, which is a second message.',
    members: {
      code: optional(refusalCode('Why it was declined.')),
      commission: optional(moneyText('What the platform keeps.')),
      creatorId: accountId(),
      diamonds: optional(diamondsText()),
      gross: optional(moneyText('net + commission + the provider fee where the creator bears it.')),
      net: optional(moneyText('What the creator gets.')),
      payoutId: payoutId(),
      providerFee: optional(moneyText()),
      settledAt: time(),
      state: oneOf(
        ['paid', 'failed', 'returned', 'declined', 'cancelled'],
        'The end that the payout came to.',
      ),
    },
  }),
  refundApproved: message({
    from: 'wallet',
    key: '{purchaseId}',
    description:
      'A viewer gives unspent coins back and is owed the money: the app that sold them pays it out, ' +
      'and reports the outcome under this refundId.',
    members: { ...REFUND_AMOUNTS, ...REFUND_IDS, approvedAt: time() },
  }),
} satisfies Record<keyof typeof PUBLIC_TOPICS, unknown>;

/** What the bus puts on its own topic. */
export const deadLetter = message({
  from: SERVICE_NAMES,
  key: '{key}',
  description:
    'A message that can never be handled, as it arrived. Its bytes are kept for 30 days.',
  members: {
    bytes: text('The body of the message in base64.', {
      pattern: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    }),
    key: optional(text('Its key; absent where it had none.', {})),
    reason: text('Why it cannot be handled, for a person.', {}),
    topic: text('Where it was read.', { pattern: /^[A-Za-z0-9._-]+$/ }),
  },
});

/** The data of each public event. */
export type PublicEvents = {
  [Topic in keyof typeof publicEvents]: MessageData<(typeof publicEvents)[Topic]>;
};
