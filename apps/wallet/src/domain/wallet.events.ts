import { LOT_FACTS, SPEND_FACTS } from '@gifting/kernel/facts';
import { coinsText, type EventOf, eventType, giftTxId, refusalCode } from '@gifting/kernel/schema';

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

export type WalletEvent = CoinsPurchased | CoinsSpent | CoinsSpendDeclined;
