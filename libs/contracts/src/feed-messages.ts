import {
  AMOUNT_FACTS,
  CREDIT_FACTS,
  LOT_FACTS,
  OPERATION_FACTS,
  PAYOUT_IDS,
  PAYOUT_REQUEST_FACTS,
  recipient,
  REFUND_AMOUNTS,
  REFUND_IDS,
  REFUND_REQUEST_FACTS,
  SPEND_FACTS,
} from '@gifting/kernel/facts';
import {
  accountId,
  coinsText,
  giftTxId,
  operationId,
  optional,
  payoutId,
  purchaseId,
  refundId,
  refusalCode,
  time,
} from '@gifting/kernel/schema';
import { message, type MessageData } from './message';
import { SERVICE_NAMES } from './topics';

const endOfPayout = (description: string) =>
  message({
    from: 'payout',
    to: 'creator-earnings',
    key: 'earnings-{creatorId}',
    description,
    members: PAYOUT_IDS,
  });

const undoneRefund = (description: string) =>
  message({
    from: 'wallet',
    to: 'wallet',
    key: 'wallet-{viewerId}',
    description,
    members: REFUND_IDS,
  });

/**
 * The messages between services, by type. Version 1 of each; a change that an older release cannot
 * read is a new version. The key of a message is the name of its target stream.
 */
export const feedMessages = {
  PurchaseCaptured: message({
    from: 'wallet',
    to: 'wallet',
    key: 'wallet-{viewerId}',
    description: 'Grant the lot of a captured purchase.',
    members: LOT_FACTS,
  }),
  CoinsPurchased: message({
    from: 'wallet',
    to: 'wallet',
    key: 'purchase-{purchaseId}',
    description: 'The lot of a purchase was granted.',
    members: { coins: coinsText(), purchaseId: purchaseId(), viewerId: accountId() },
  }),
  GiftRequested: message({
    from: 'gift',
    to: 'wallet',
    key: 'wallet-{viewerId}',
    description: 'Spend the coins of a gift, or decline.',
    members: {
      coins: coinsText(),
      giftTxId: giftTxId(),
      validUntil: time('After this time the wallet declines.'),
      viewerId: accountId(),
    },
  }),
  CoinsSpent: message({
    from: 'wallet',
    to: 'gift',
    key: 'gift-{giftTxId}',
    description: 'The coins of a gift are spent.',
    members: { ...SPEND_FACTS, coins: coinsText(), giftTxId: giftTxId() },
  }),
  CoinsSpendDeclined: message({
    from: 'wallet',
    to: 'gift',
    key: 'gift-{giftTxId}',
    description: 'The coins of a gift are not spent.',
    members: { code: refusalCode(), giftTxId: giftTxId() },
  }),
  RefundRequested: message({
    from: 'wallet',
    to: 'wallet',
    key: 'wallet-{viewerId}',
    description: 'Take the coins of a refund out of their lot, or decline.',
    members: { ...REFUND_REQUEST_FACTS, requestedAt: time('When the request was recorded.') },
  }),
  CoinsRefunded: message({
    from: 'wallet',
    to: 'wallet',
    key: 'refund-{refundId}',
    description: 'The coins of a refund have left their lot.',
    members: { ...REFUND_AMOUNTS, refundId: refundId() },
  }),
  CoinsRefundDeclined: message({
    from: 'wallet',
    to: 'wallet',
    key: 'refund-{refundId}',
    description: 'No coins leave the lot.',
    members: { code: refusalCode(), refundId: refundId() },
  }),
  RefundFailedReported: undoneRefund('The money of a refund could not be paid: restore its coins.'),
  RefundReversedReported: undoneRefund('The money of a refund came back: restore its coins.'),
  GiftSent: message({
    from: 'gift',
    to: 'creator-earnings',
    key: 'earnings-{recipient.creatorId}',
    description:
      'Credit a creator for a gift: one message for each recipient, with the facts that a creator may see.',
    members: { ...CREDIT_FACTS, recipient: recipient() },
  }),
  PayoutRequested: message({
    from: 'payout',
    to: 'creator-earnings',
    key: 'earnings-{creatorId}',
    description: 'Reserve the diamonds of a payout, or decline.',
    members: PAYOUT_REQUEST_FACTS,
  }),
  DiamondsReserved: message({
    from: 'creator-earnings',
    to: 'payout',
    key: 'payout-{payoutId}',
    description: 'Diamonds are set aside for a payout, and its amounts are fixed.',
    members: { ...AMOUNT_FACTS, payoutId: payoutId() },
  }),
  DiamondsReservationDeclined: message({
    from: 'creator-earnings',
    to: 'payout',
    key: 'payout-{payoutId}',
    description: 'No diamonds are set aside for a payout.',
    members: { code: refusalCode(), payoutId: payoutId() },
  }),
  PayoutPaid: endOfPayout('The reserved diamonds are gone for good, unless the money comes back.'),
  PayoutFailed: endOfPayout('The provider could not pay: give the reserved diamonds back.'),
  PayoutDeclined: endOfPayout('An operator declined the payout: give the reserved diamonds back.'),
  PayoutCancelled: endOfPayout(
    'The creator cancelled the payout: give the reserved diamonds back.',
  ),
  PayoutReturned: endOfPayout(
    'The money came back after it was paid: give the redeemed diamonds back.',
  ),
  OperationRequested: message({
    from: SERVICE_NAMES,
    to: SERVICE_NAMES,
    key: '{target}',
    description: 'Somebody asks a service, in its own feed, to change one of its streams.',
    members: OPERATION_FACTS,
  }),
  OperationAnswered: message({
    from: SERVICE_NAMES,
    to: SERVICE_NAMES,
    key: 'operation-{service}.{operationId}',
    description: 'What became of an operation, in the feed of the same service.',
    members: {
      code: optional(refusalCode('Why the target did not change; absent where it did.')),
      operationId: operationId(),
    },
  }),
};

export type FeedMessageType = keyof typeof feedMessages;
/** The data of each message. */
export type FeedMessages = {
  [Type in FeedMessageType]: MessageData<(typeof feedMessages)[Type]>;
};
