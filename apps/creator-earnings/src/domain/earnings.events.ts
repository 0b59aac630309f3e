import {
  AMOUNT_FACTS,
  CREDIT_FACTS,
  DIAMOND_FACTS,
  PAYOUT_IDS,
  RECIPIENT_FACTS,
} from '@gifting/kernel/facts';
import { type EventOf, eventType, oneOf, refusalCode } from '@gifting/kernel/schema';

export const DiamondsCredited = eventType(
  'DiamondsCredited',
  1,
  'Diamonds earned with one gift, and the facts of the gift that its creator may see.',
  { ...CREDIT_FACTS, ...RECIPIENT_FACTS },
);
export type DiamondsCredited = EventOf<typeof DiamondsCredited>;

export const DiamondsReserved = eventType(
  'DiamondsReserved',
  1,
  'Diamonds are set aside for one payout, whose amounts are fixed here.',
  { ...PAYOUT_IDS, ...AMOUNT_FACTS },
);
export type DiamondsReserved = EventOf<typeof DiamondsReserved>;

export const DiamondsReservationDeclined = eventType(
  'DiamondsReservationDeclined',
  1,
  'Nothing was set aside; the payout ends here.',
  { ...PAYOUT_IDS, code: refusalCode() },
);
export type DiamondsReservationDeclined = EventOf<typeof DiamondsReservationDeclined>;

export const DiamondsRedeemed = eventType(
  'DiamondsRedeemed',
  1,
  'The payout was paid: the diamonds are gone, unless the money comes back.',
  { ...PAYOUT_IDS, ...DIAMOND_FACTS },
);
export type DiamondsRedeemed = EventOf<typeof DiamondsRedeemed>;

export const DiamondsRestored = eventType(
  'DiamondsRestored',
  1,
  'Diamonds are available again, each at the rate at which it was earned.',
  {
    ...PAYOUT_IDS,
    ...DIAMOND_FACTS,
    from: oneOf(
      ['reserved', 'redeemed'],
      'What they were: reserved for a payout that failed, or redeemed and sent back.',
    ),
  },
);
export type DiamondsRestored = EventOf<typeof DiamondsRestored>;

export type EarningsEvent =
  | DiamondsCredited
  | DiamondsReserved
  | DiamondsReservationDeclined
  | DiamondsRedeemed
  | DiamondsRestored;
