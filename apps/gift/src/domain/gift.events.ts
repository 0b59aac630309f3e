import { GIFT_FACTS, SPEND_FACTS } from '@gifting/kernel/facts';
import {
  accountId,
  coinsText,
  type EventOf,
  eventType,
  giftTxId,
  refusalCode,
  time,
} from '@gifting/kernel/schema';

export const GiftRequested = eventType(
  'GiftRequested',
  1,
  'A viewer asks for a gift. It is priced here; a later policy never changes what the numbers mean.',
  { ...GIFT_FACTS, validUntil: time('The wallet declines the spend after this time.') },
);
export type GiftRequested = EventOf<typeof GiftRequested>;

export const GiftSent = eventType('GiftSent', 1, 'The coins are spent: final for money.', {
  ...GIFT_FACTS,
  ...SPEND_FACTS,
});
export type GiftSent = EventOf<typeof GiftSent>;

export const GiftDeclined = eventType('GiftDeclined', 1, 'No coins are spent.', {
  code: refusalCode(),
  coins: coinsText('What the gift would have cost.'),
  giftTxId: giftTxId(),
  viewerId: accountId(),
});
export type GiftDeclined = EventOf<typeof GiftDeclined>;

export type GiftEvent = GiftRequested | GiftSent | GiftDeclined;
