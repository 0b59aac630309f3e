import { coins } from '@gifting/kernel/coins';
import {
  type Currency,
  micros,
  microsPerMinorUnit,
  type Money,
  parseMoney,
} from '@gifting/kernel/money';
import fc from 'fast-check';
import { type Policy, parsePolicy } from './policy';
import type { Channel } from './policy.content';
import { PRESETS } from './presets/presets';
import { offeredBundles, pricePurchase } from './pricing';

const USD = 'USD' as Currency;
const JPY = 'JPY' as Currency;
const KWD = 'KWD' as Currency;
const money = (value: string, currency: Currency = USD): Money => parseMoney({ currency, value });

const market = { region: 'US', channel: 'web' as Channel };
const seed: Policy = {
  ...parsePolicy(PRESETS.seed),
  coinPrices: new Map([
    [USD, micros(12_000)],
    [JPY, micros(1_850_000)],
    [KWD, micros(3_700)],
  ]),
};

function withBundle(bundle: {
  coins: bigint;
  price: Money;
  regions?: readonly string[];
  channels?: readonly Channel[];
}): Policy {
  const { price, regions, channels } = bundle;
  const sold = { bundleId: 'b', coins: coins(bundle.coins), price, regions, channels };
  return { ...seed, bundles: new Map([['b', sold]]) };
}

describe('a custom amount', () => {
  it.each([
    // paid, coins, unit cost, residual
    ['USD', '10.00', 833n, 12_000n, 4_000n],
    ['USD', '0.02', 1n, 12_000n, 8_000n],
    ['USD', '1.20', 100n, 12_000n, 0n],
    ['JPY', '1000', 540n, 1_850_000n, 1_000_000n],
    ['JPY', '2', 1n, 1_850_000n, 150_000n],
    ['KWD', '1.005', 271n, 3_700n, 2_300n],
    ['KWD', '0.004', 1n, 3_700n, 300n],
  ])('of %s %s buys %s coins', (code, value, granted, unitCost, residual) => {
    const paid = money(value, code as Currency);
    expect(pricePurchase(seed, { ...market, paid })).toEqual({
      coins: granted,
      unitCost,
      residual,
    });
  });

  it.each([
    ['USD', '0.01'],
    ['USD', '0.00'],
    ['JPY', '1'],
    ['KWD', '0.003'],
  ])('of %s %s is less than one coin', (code, value) => {
    const paid = money(value, code as Currency);
    expect(pricePurchase(seed, { ...market, paid })).toEqual({ held: 'amount-below-one-coin' });
  });

  it('in a currency without a price is held', () => {
    const paid = money('10.00', 'EUR' as Currency);
    expect(pricePurchase(seed, { ...market, paid })).toEqual({ held: 'unknown-currency' });
  });
});

describe('a bundle', () => {
  it.each([
    ['3 coins for $1.00', 3n, money('1.00'), 333_333n, 1n],
    ['7 coins for ¥100', 7n, money('100', JPY), 14_285_714n, 2n],
    ['3 coins for 0.005 dinars', 3n, money('0.005', KWD), 1_666n, 2n],
    ['as many coins as micros', 10_000n, money('0.01'), 1n, 0n],
  ])('of %s has a unit cost in whole micros, rounded down', (_, granted, paid, cost, residual) => {
    const policy = withBundle({ coins: granted, price: paid });
    expect(pricePurchase(policy, { ...market, bundleId: 'b', paid })).toEqual({
      coins: granted,
      unitCost: cost,
      residual,
    });
  });

  it.each([
    ['too little', money('0.83')],
    ['too much', money('0.85')],
    ['less than one coin', money('0.01')],
    ['nothing', money('0.00')],
    ['another currency with a price', money('84', JPY)],
  ])('paid with %s is held for its price', (_, paid) => {
    const purchase = { ...market, bundleId: 'coins-70', paid };
    expect(pricePurchase(seed, purchase)).toEqual({ held: 'price-mismatch' });
  });

  it('paid with as many micros of another currency is held for its price', () => {
    const policy = withBundle({ coins: 50n, price: money('1.00') });
    expect(pricePurchase(policy, { ...market, bundleId: 'b', paid: money('1', JPY) })).toEqual({
      held: 'price-mismatch',
    });
  });

  it('paid in a currency without a price is held for that, which nothing can release', () => {
    for (const bundleId of ['coins-70', 'no-such-bundle']) {
      const purchase = { ...market, bundleId, paid: money('0.84', 'EUR' as Currency) };
      expect(pricePurchase(seed, purchase)).toEqual({ held: 'unknown-currency' });
    }
  });

  it.each(['coins-71', '', 'constructor', '__proto__'])('%j is unknown', (bundleId) => {
    const purchase = { ...market, bundleId, paid: money('0.84') };
    expect(pricePurchase(seed, purchase)).toEqual({ held: 'unknown-bundle' });
  });

  it('held for its price or name is priced as a custom amount without the name', () => {
    expect(pricePurchase(seed, { ...market, paid: money('0.83') })).toEqual({
      coins: 69n,
      unitCost: 12_000n,
      residual: 2_000n,
    });
  });
});

describe('where a bundle is sold', () => {
  const paid = money('1.00');
  const price = (policy: Policy, region: string, channel: Channel) =>
    pricePurchase(policy, { bundleId: 'b', paid, region, channel });
  const sold = { coins: 100n, unitCost: 10_000n, residual: 0n };
  const unknown = { held: 'unknown-bundle' };

  it('is everywhere and on every channel without restrictions', () => {
    const policy = withBundle({ coins: 100n, price: paid });
    expect(price(policy, 'DE', 'app')).toEqual(sold);
    expect(price(policy, 'US', 'web')).toEqual(sold);
  });

  it('is one of its regions', () => {
    const policy = withBundle({ coins: 100n, price: paid, regions: ['DE', 'AT'] });
    expect(price(policy, 'AT', 'app')).toEqual(sold);
    expect(price(policy, 'US', 'app')).toEqual(unknown);
  });

  it('is one of its channels', () => {
    const policy = withBundle({ coins: 100n, price: paid, channels: ['web'] });
    expect(price(policy, 'US', 'web')).toEqual(sold);
    expect(price(policy, 'US', 'app')).toEqual(unknown);
  });

  it('decides what is offered; a market that is not named asks for all', () => {
    const policy = withBundle({ coins: 100n, price: paid, regions: ['DE'], channels: ['web'] });
    expect(offeredBundles(policy, {})).toHaveLength(1);
    expect(offeredBundles(policy, { region: 'DE' })).toHaveLength(1);
    expect(offeredBundles(policy, { region: 'DE', channel: 'web' })).toHaveLength(1);
    expect(offeredBundles(policy, { region: 'US' })).toEqual([]);
    expect(offeredBundles(policy, { channel: 'app' })).toEqual([]);
  });

  it('keeps the order of the policy', () => {
    expect(offeredBundles(seed, market).map(({ bundleId }) => bundleId)).toEqual(
      PRESETS.seed.bundles.map(({ bundleId }) => bundleId),
    );
  });
});

describe('for every price and payment', () => {
  const currencies = fc.constantFrom(USD, JPY, KWD);
  const minorUnits = fc.bigInt({ min: 0n, max: 10n ** 9n });
  const paidIn = (currency: Currency, units: bigint): Money => ({
    currency,
    micros: micros(units * microsPerMinorUnit(currency)),
  });

  it('a custom amount: paid = coins × price + residual, and the residual buys no coin', () => {
    const prices = fc.bigInt({ min: 1n, max: 10n ** 9n });
    fc.assert(
      fc.property(currencies, minorUnits, prices, (currency, units, price) => {
        const policy = { ...seed, coinPrices: new Map([[currency, micros(price)]]) };
        const paid = paidIn(currency, units);
        const priced = pricePurchase(policy, { ...market, paid });
        if ('held' in priced) {
          expect(priced.held).toBe('amount-below-one-coin');
          expect(paid.micros).toBeLessThan(price);
        } else {
          expect(priced.unitCost).toBe(price);
          expect(priced.coins * price + priced.residual).toBe(paid.micros);
          expect(priced.residual).toBeGreaterThanOrEqual(0n);
          expect(priced.residual).toBeLessThan(price);
        }
      }),
    );
  });

  it('a bundle: paid = coins × unit cost + residual, and the residual is less than a micro a coin', () => {
    const bundleCoins = fc.bigInt({ min: 1n, max: 10n ** 6n });
    fc.assert(
      fc.property(currencies, minorUnits, bundleCoins, (currency, units, granted) => {
        const paid = paidIn(currency, units);
        const policy = withBundle({ coins: granted, price: paid });
        const priced = pricePurchase(policy, { ...market, bundleId: 'b', paid });
        if ('held' in priced) throw new Error(`held: ${priced.held}`);
        expect(priced.coins).toBe(granted);
        expect(granted * priced.unitCost + priced.residual).toBe(paid.micros);
        expect(priced.residual).toBeGreaterThanOrEqual(0n);
        expect(priced.residual).toBeLessThan(granted);
      }),
    );
  });
});
