import type { PolicyContent } from '../policy.content';
import { bundle, gift, usd } from './content';
import { seed } from './seed';

/**
 * Like Twitch Bits: a creator gets one cent per coin, and the platform lives on what coins cost above
 * that. The web sells larger bundles cheaper; app stores sell other, dearer ones. Prices as published
 * for the United States (streamlabs.com, "What are Twitch Bits worth"); paid out from $50.
 */
export const twitchLike: PolicyContent = {
  ...seed,
  name: 'twitch-like',
  coinPrices: [usd('0.014')],
  bundles: [
    ...[
      bundle('100', usd('1.40')),
      bundle('500', usd('7.00')),
      bundle('1500', usd('19.95')),
      bundle('5000', usd('64.40')),
      bundle('10000', usd('126.00')),
      bundle('25000', usd('308.00')),
    ].map((web) => ({ ...web, channels: ['web'] as const })),
    ...[
      bundle('95', usd('1.99')),
      bundle('245', usd('4.99')),
      bundle('510', usd('9.99')),
      bundle('1050', usd('19.99')),
      bundle('2750', usd('49.99')),
      bundle('5550', usd('99.99')),
      bundle('11500', usd('199.99')),
    ].map((app) => ({ ...app, channels: ['app'] as const })),
  ],
  conversion: { numerator: '1', denominator: '1' },
  diamond: { grossValue: usd('0.01'), commissionBps: '0' },
  payout: { ...seed.payout, minimum: usd('50.00') },
  catalogue: [
    gift('cheer-1', 'Cheer 1', '1', 'small'),
    gift('cheer-100', 'Cheer 100', '100', 'small'),
    gift('cheer-1000', 'Cheer 1000', '1000', 'large'),
    gift('cheer-5000', 'Cheer 5000', '5000', 'large'),
    gift('cheer-10000', 'Cheer 10000', '10000', 'fullscreen'),
  ],
};
