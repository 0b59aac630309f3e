import { type Currency, parseMoney } from '@gifting/kernel/money';
import { isAutoApproved, providerFeeOf, settleProviderFee } from './payout-terms';
import { type PayoutTerms, parsePolicy } from './policy';
import { PRESETS } from './presets/presets';

const usd = (value: string) => parseMoney({ currency: 'USD', value });
const yen = parseMoney({ currency: 'JPY', value: '100' });
const terms: PayoutTerms = {
  minimum: usd('1.00'),
  autoApproveLimit: usd('500.00'),
  feeBorneBy: 'creator',
  providerFees: { paypal: usd('0.25'), bank: usd('0.90') },
};
const payout = { currency: 'USD' as Currency, net: usd('2.08').micros };

describe('providerFeeOf', () => {
  it('has a fee per method', () => {
    expect(providerFeeOf(terms, 'paypal')).toEqual({ amount: usd('0.25'), borneBy: 'creator' });
    expect(providerFeeOf(terms, 'bank')).toEqual({ amount: usd('0.90'), borneBy: 'creator' });
  });
});

describe('settleProviderFee', () => {
  it('takes the fee from the creator who bears it', () => {
    expect(settleProviderFee(payout, providerFeeOf(terms, 'paypal'))).toEqual({
      providerFee: usd('0.25').micros,
      net: usd('1.83').micros,
    });
  });

  it('leaves the net value whole where the platform bears it', () => {
    const fee = providerFeeOf({ ...terms, feeBorneBy: 'platform' }, 'bank');
    expect(settleProviderFee(payout, fee)).toEqual({
      providerFee: usd('0.90').micros,
      net: payout.net,
    });
  });

  it('of the seed is nothing', () => {
    const fee = providerFeeOf(parsePolicy(PRESETS.seed).payout, 'paypal');
    expect(settleProviderFee(payout, fee)).toEqual({ providerFee: 0n, net: payout.net });
  });

  it('does not apply to a payout in another currency', () => {
    expect(settleProviderFee(payout, { amount: yen, borneBy: 'creator' })).toEqual({
      providerFee: 0n,
      net: payout.net,
    });
  });
});

describe('isAutoApproved', () => {
  it.each([
    ['499.99', true],
    ['500.00', true],
    ['500.01', false],
  ])('of $%s up to $500 is %s', (value, approved) => {
    expect(isAutoApproved(terms, usd(value))).toBe(approved);
  });

  it('is always so without a limit', () => {
    const unlimited = parsePolicy(PRESETS.seed).payout;
    expect(isAutoApproved(unlimited, usd('1000000000.00'))).toBe(true);
  });

  it('is never so in a currency that the limit says nothing about', () => {
    expect(isAutoApproved(terms, yen)).toBe(false);
  });

  it('is never so under a limit of nothing', () => {
    expect(isAutoApproved({ ...terms, autoApproveLimit: usd('0') }, usd('0.01'))).toBe(false);
  });
});
