import type { PolicyContent } from '../policy.content';
import { bundle, gift, money, usd } from './content';
import { seed } from './seed';

/**
 * Like YouTube Jewels and Rubies: a creator gets one cent per diamond, whatever the coins cost. There
 * is no fixed share, as the price of coins moves with the size of the bundle and the market. The
 * cent is published; the prices are ours, and so is one diamond per coin. Paid out from $100.
 */
export const youtubeLike: PolicyContent = {
  ...seed,
  name: 'youtube-like',
  coinPrices: [usd('0.02'), money('EUR', '0.019'), money('GBP', '0.0165'), money('JPY', '3.1')],
  bundles: [
    bundle('50', usd('0.99')),
    bundle('250', usd('4.49')),
    bundle('1000', usd('16.99')),
    bundle('5000', usd('79.99')),
    { ...bundle('1000', money('EUR', '16.49')), bundleId: 'coins-1000-eur' },
    { ...bundle('1000', money('GBP', '14.49')), bundleId: 'coins-1000-gbp', regions: ['GB'] },
    { ...bundle('1000', money('JPY', '2600')), bundleId: 'coins-1000-jpy', regions: ['JP'] },
  ],
  conversion: { numerator: '1', denominator: '1' },
  diamond: { grossValue: usd('0.01'), commissionBps: '0' },
  payout: { ...seed.payout, minimum: usd('100.00') },
  catalogue: [
    gift('heart', 'Heart', '2', 'small'),
    gift('cake', 'Cake', '50', 'small'),
    gift('rocket', 'Rocket', '500', 'large'),
    gift('castle', 'Castle', '5000', 'fullscreen'),
  ],
};
