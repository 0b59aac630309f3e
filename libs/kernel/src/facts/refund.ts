import { coinsText, moneyText } from '../schema/amounts';
import { accountId, purchaseId, refundId, time } from '../schema/ids';
import { optional } from '../schema/vocabulary';

/** Which refund it is about. */
export const REFUND_IDS = {
  purchaseId: purchaseId('The purchase whose lot the coins come from.'),
  refundId: refundId(),
  viewerId: accountId(),
};

/** What a viewer's refund asks for, by the terms of the policy that priced the purchase. */
export const REFUND_REQUEST_FACTS = {
  ...REFUND_IDS,
  coins: optional(coinsText('Absent: all coins of the lot that are unspent.')),
  refundableUntil: time('The last moment at which the refund may be requested.'),
};

/** What a refund is worth, fixed when its coins leave the wallet. */
export const REFUND_AMOUNTS = {
  coins: coinsText('What leaves the lot.'),
  money: moneyText('What the viewer gets back, in whole minor units.'),
};
