import { coins } from '@gifting/kernel/coins';
import { type Currency, parseMoney } from '@gifting/kernel/money';
import { cashOutUnit } from '../cash-out';
import { convertToMicrodiamonds, grossRateOf, netRateOf } from '../conversion';
import { type Policy, parsePolicy } from '../policy';
import { validatePolicy } from '../policy.validation';
import { offeredBundles, pricePurchase } from '../pricing';
import { isPresetName, PRESET_NAMES, PRESETS, type PresetName } from './presets';

const USD = 'USD' as Currency;
const preset = (name: PresetName): Policy => parsePolicy(PRESETS[name]);
const usd = (value: string) => parseMoney({ currency: 'USD', value });

describe('presets', () => {
  it('are four', () => {
    expect(PRESET_NAMES).toEqual(['seed', 'share-50', 'twitch-like', 'youtube-like']);
    expect(PRESET_NAMES.every(isPresetName)).toBe(true);
    expect(['', 'Seed', 'toString'].some(isPresetName)).toBe(false);
  });

  describe.each(PRESET_NAMES)('%s', (name) => {
    it('has no fault and carries its name', () => {
      expect(validatePolicy(PRESETS[name])).toEqual([]);
      expect(preset(name).name).toBe(name);
    });

    it('is plain JSON', () => {
      expect(JSON.parse(JSON.stringify(PRESETS[name]))).toEqual(PRESETS[name]);
    });

    it('never pays a creator more for a coin than it cost, so nobody gains by gifts to oneself', () => {
      const policy = preset(name);
      const net = policy.microdiamondsPerCoin * policy.diamond.net;
      const price = policy.coinPrices.get(USD) ?? 0n;
      expect(price * 1_000_000n).toBeGreaterThanOrEqual(net);
      for (const bundle of policy.bundles.values()) {
        if (bundle.price.currency !== USD) continue;
        expect(bundle.price.micros * 1_000_000n).toBeGreaterThanOrEqual(bundle.coins * net);
      }
    });

    it('sells each of its bundles at its price', () => {
      const policy = preset(name);
      for (const { bundleId, price, coins, regions, channels } of policy.bundles.values()) {
        const region = regions?.[0] ?? 'US';
        const channel = channels?.[0] ?? 'app';
        const priced = pricePurchase(policy, { bundleId, paid: price, region, channel });
        expect(priced).toMatchObject({ coins });
      }
    });
  });
});

describe('share-50', () => {
  it('leaves the creator half of the coin price: $0.012 per diamond', () => {
    const policy = preset('share-50');
    expect(netRateOf(policy).micros).toBe(12_000n);
    const net = convertToMicrodiamonds(policy, coins(1)) * policy.diamond.net;
    expect(net * 2n).toBe((policy.coinPrices.get(USD) ?? 0n) * 1_000_000n);
  });

  it('takes commission only, without a spread', () => {
    const policy = preset('share-50');
    const gross = convertToMicrodiamonds(policy, coins(1)) * grossRateOf(policy).micros;
    expect(gross).toBe((policy.coinPrices.get(USD) ?? 0n) * 1_000_000n);
  });

  it('pays out in units of five diamonds, six cents', () => {
    expect(cashOutUnit(preset('share-50').diamond)).toBe(5_000_000n);
  });
});

describe('twitch-like', () => {
  it('pays one cent per coin', () => {
    const policy = preset('twitch-like');
    expect(convertToMicrodiamonds(policy, coins(1))).toBe(1_000_000n);
    expect(netRateOf(policy)).toEqual(usd('0.01'));
    expect(cashOutUnit(policy.diamond)).toBe(1_000_000n);
  });

  it('sells other bundles in the app than on the web', () => {
    const policy = preset('twitch-like');
    const [app, web] = (['app', 'web'] as const).map((channel) =>
      offeredBundles(policy, { channel }).map(({ bundleId }) => bundleId),
    );
    expect(app).toHaveLength(7);
    expect(web).toHaveLength(6);
    expect(app).toContain('coins-95');
    expect(web).toContain('coins-100');
    expect(offeredBundles(policy, {})).toHaveLength(13);
  });

  it('rounds the unit cost of an uneven bundle down and shows the rest', () => {
    const priced = pricePurchase(preset('twitch-like'), {
      bundleId: 'coins-95',
      paid: usd('1.99'),
      region: 'US',
      channel: 'app',
    });
    expect(priced).toEqual({ coins: 95n, unitCost: 20_947n, residual: 35n });
  });
});

describe('youtube-like', () => {
  it('pays one cent per diamond', () => {
    expect(netRateOf(preset('youtube-like'))).toEqual(usd('0.01'));
  });

  it('sells coins in yen, which have no minor digits', () => {
    const paid = parseMoney({ currency: 'JPY', value: '1000' });
    const priced = pricePurchase(preset('youtube-like'), { paid, region: 'JP', channel: 'web' });
    expect(priced).toEqual({ coins: 322n, unitCost: 3_100_000n, residual: 1_800_000n });
  });

  it('offers a bundle only where it is sold', () => {
    const offered = (region: string) =>
      offeredBundles(preset('youtube-like'), { region }).map(({ bundleId }) => bundleId);
    expect(offered('JP')).toContain('coins-1000-jpy');
    expect(offered('GB')).not.toContain('coins-1000-jpy');
    expect(offered('GB')).toContain('coins-1000-gbp');
  });
});
