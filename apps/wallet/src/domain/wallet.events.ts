import { LOT_FACTS, SPEND_FACTS } from '@gifting/kernel/facts';
import {
  accountId,
  coinsText,
  type EventOf,
  eventType,
  giftTxId,
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

export type WalletEvent =
  CoinsPurchased | CoinsSpent | CoinsSpendDeclined | WalletFrozen | WalletUnfrozen;
