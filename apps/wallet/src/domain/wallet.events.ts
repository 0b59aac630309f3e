import { LOT_FACTS, REFUND_AMOUNTS, SPEND_FACTS } from '@gifting/kernel/facts';
import {
  accountId,
  coinsText,
  type EventOf,
  eventType,
  giftTxId,
  moneyText,
  oneOf,
  purchaseId,
  refundId,
  refusalCode,
  text,
} from '@gifting/kernel/schema';

export const CoinsPurchased = eventType(
  'CoinsPurchased',
  1,
  'A lot is granted: the coins of one purchase. The oldest lots are spent first.',
  { ...LOT_FACTS, balanceAfter: coinsText('Of the wallet, with the lot.') },
);
export type CoinsPurchased = EventOf<typeof CoinsPurchased>;

export const CoinsSpent = eventType('CoinsSpent', 1, 'The coins of a gift are spent.', {
  ...SPEND_FACTS,
  coins: coinsText('Of the whole gift.'),
  giftTxId: giftTxId(),
});
export type CoinsSpent = EventOf<typeof CoinsSpent>;

export const CoinsSpendDeclined = eventType(
  'CoinsSpendDeclined',
  1,
  'The coins of a gift are not spent.',
  {
    balance: coinsText('What the wallet had.'),
    code: refusalCode(),
    coins: coinsText('What the gift would have cost.'),
    giftTxId: giftTxId(),
  },
);
export type CoinsSpendDeclined = EventOf<typeof CoinsSpendDeclined>;

const FREEZE_FACTS = {
  reason: text('Why, in the words of the operator.'),
  viewerId: accountId(),
};

export const WalletFrozen = eventType(
  'WalletFrozen',
  1,
  'Nothing can be spent until the wallet is unfrozen. Purchases are still granted.',
  FREEZE_FACTS,
);
export type WalletFrozen = EventOf<typeof WalletFrozen>;

export const WalletUnfrozen = eventType(
  'WalletUnfrozen',
  1,
  'The wallet can be spent from again.',
  FREEZE_FACTS,
);
export type WalletUnfrozen = EventOf<typeof WalletUnfrozen>;

export const CoinsRefunded = eventType(
  'CoinsRefunded',
  1,
  'Unspent coins of a lot are gone, because their money goes back to the viewer.',
  {
    ...REFUND_AMOUNTS,
    balanceAfter: coinsText('Of the wallet, without the coins.'),
    purchaseId: purchaseId('The purchase that granted the lot.'),
    refundId: refundId(),
    value: moneyText('Coins × unit cost of the lot; what it exceeds `money` by is residual.'),
  },
);
export type CoinsRefunded = EventOf<typeof CoinsRefunded>;

export const CoinsRefundDeclined = eventType(
  'CoinsRefundDeclined',
  1,
  'No coins are taken back from a lot.',
  { code: refusalCode(), purchaseId: purchaseId(), refundId: refundId() },
);
export type CoinsRefundDeclined = EventOf<typeof CoinsRefundDeclined>;

export const CoinsRestored = eventType(
  'CoinsRestored',
  1,
  'A claim was undone: its coins are back in the lot that it took them from.',
  {
    balanceAfter: coinsText('Of the wallet, with the coins.'),
    claimId: text('The id of the claim; of a refund its refundId.'),
    coins: coinsText('What the claim had taken.'),
    kind: oneOf(['refund'], 'What kind of claim it was.'),
    money: moneyText('What the claim was to give back.'),
    purchaseId: purchaseId('The purchase that granted the lot.'),
    value: moneyText('Coins × unit cost of the lot.'),
  },
);
export type CoinsRestored = EventOf<typeof CoinsRestored>;

export type WalletEvent =
  | CoinsPurchased
  | CoinsSpent
  | CoinsSpendDeclined
  | CoinsRefunded
  | CoinsRefundDeclined
  | CoinsRestored
  | WalletFrozen
  | WalletUnfrozen;
