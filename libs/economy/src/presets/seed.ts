import type { PolicyContent } from '../policy.content';
import { bundle, gift, usd } from './content';

/**
 * The economy of the public guide that the project began with. A coin costs $0.012 and credits half
 * a diamond; a diamond is worth $0.010, of which commission takes half.
 */
export const seed: PolicyContent = {
  name: 'seed',
  coinPrices: [usd('0.012')],
  bundles: [
    bundle('70', usd('0.84')),
    bundle('350', usd('4.20')),
    bundle('700', usd('8.40')),
    bundle('1400', usd('16.80')),
    bundle('3500', usd('42.00')),
    bundle('7000', usd('84.00')),
    bundle('17500', usd('210.00')),
  ],
  conversion: { numerator: '1', denominator: '2' },
  diamond: { grossValue: usd('0.01'), commissionBps: '5000' },
  maturityHours: '0',
  payout: {
    minimum: usd('1.00'),
    providerFees: { borneBy: 'platform', paypal: usd('0.00'), bank: usd('0.00') },
  },
  refund: { windowHours: '336', reasons: ['technical', 'accidental'] },
  chargeback: 'viewerDebt',
  caps: [],
  catalogue: [
    gift('rose', 'Rose', '1', 'small'),
    gift('panda', 'Panda', '5', 'small'),
    gift('fireworks', 'Fireworks', '999', 'large'),
    gift('ferris-wheel', 'Ferris Wheel', '3000', 'large'),
    gift('universe', 'Universe', '34999', 'fullscreen'),
  ],
  displayRate: usd('0.01'),
};
