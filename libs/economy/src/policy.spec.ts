import { AmountError, InvariantViolation } from '@gifting/kernel';
import { type MoneyText } from '@gifting/kernel/money';
import { parsePolicy } from './policy';
import type { PolicyContent } from './policy.content';
import { PRESETS } from './presets/presets';
import { usd } from './presets/content';
import { validatePolicy } from './policy.validation';

const { seed } = PRESETS;

/** The seed with every member that the seed leaves out. */
const full = {
  ...seed,
  bundles: [
    ...seed.bundles,
    { ...seed.bundles[0], bundleId: 'coins-70-web', regions: ['US', 'US-CA'], channels: ['web'] },
  ],
  maturityHours: '168',
  payout: {
    minimum: usd('1.00'),
    autoApproveLimit: usd('500.00'),
    providerFees: { borneBy: 'creator', paypal: usd('0.25'), bank: usd('0.90') },
  },
  chargeback: 'platformAbsorbs',
  caps: [
    { perLocalDay: usd('1000.00') },
    { perLocalDay: usd('0.00'), region: 'XX' },
    { perLocalDay: usd('200.00'), region: 'US', provider: 'apple' },
  ],
} as PolicyContent;

describe('parsePolicy', () => {
  it('reads every member', () => {
    expect(validatePolicy(full)).toEqual([]);
    expect(parsePolicy(full)).toMatchObject({
      name: 'seed',
      coinPrices: new Map([['USD', 12_000n]]),
      microdiamondsPerCoin: 500_000n,
      diamond: { currency: 'USD', gross: 10_000n, net: 5_000n },
      commissionBps: 5_000n,
      maturityHours: 168,
      payout: {
        minimum: { currency: 'USD', micros: 1_000_000n },
        autoApproveLimit: { currency: 'USD', micros: 500_000_000n },
        feeBorneBy: 'creator',
        providerFees: {
          paypal: { currency: 'USD', micros: 250_000n },
          bank: { currency: 'USD', micros: 900_000n },
        },
      },
      refund: { windowHours: 336, reasons: ['technical', 'accidental'] },
      chargeback: 'platformAbsorbs',
      caps: [
        { perLocalDay: { currency: 'USD', micros: 1_000_000_000n } },
        { perLocalDay: { currency: 'USD', micros: 0n }, region: 'XX', provider: undefined },
        {
          perLocalDay: { currency: 'USD', micros: 200_000_000n },
          region: 'US',
          provider: 'apple',
        },
      ],
      displayRate: { currency: 'USD', micros: 10_000n },
    });
    expect(parsePolicy(full).bundles.get('coins-70-web')).toEqual({
      bundleId: 'coins-70-web',
      coins: 70n,
      price: { currency: 'USD', micros: 840_000n },
      regions: ['US', 'US-CA'],
      channels: ['web'],
    });
  });

  it('keeps the order of bundles and gifts', () => {
    const policy = parsePolicy(full);
    expect([...policy.bundles.keys()]).toEqual(full.bundles.map(({ bundleId }) => bundleId));
    expect([...policy.catalogue.keys()]).toEqual(full.catalogue.map(({ giftId }) => giftId));
  });

  it('does not depend on the order of members', () => {
    const reversed = Object.fromEntries(Object.entries(full).reverse()) as PolicyContent;
    expect(parsePolicy(reversed)).toEqual(parsePolicy(full));
  });

  it('throws instead of rounding', () => {
    const uneven: MoneyText = usd('0.010001');
    expect(() =>
      parsePolicy({ ...seed, diamond: { ...seed.diamond, grossValue: uneven } }),
    ).toThrow(InvariantViolation);
    expect(() =>
      parsePolicy({ ...seed, conversion: { numerator: '1', denominator: '3' } }),
    ).toThrow(InvariantViolation);
    expect(() => parsePolicy({ ...seed, displayRate: usd('0.0000001') })).toThrow(AmountError);
    expect(() => parsePolicy({ ...seed, maturityHours: '0x10' })).toThrow(AmountError);
  });
});
