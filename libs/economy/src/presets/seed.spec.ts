import { type Coins, coins } from '@gifting/kernel/coins';
import {
  type Microdiamonds,
  MICRODIAMONDS_PER_DIAMOND,
  parseDiamonds,
  printDiamonds,
} from '@gifting/kernel/diamonds';
import { parseMoney, printMoney } from '@gifting/kernel/money';
import fc from 'fast-check';
import { cashOut, type CashOut, cashOutUnit, withdrawable } from '../cash-out';
import { displayPrice, findGift, priceOf } from '../catalogue';
import { convertToMicrodiamonds, grossRateOf, netRateOf } from '../conversion';
import { parsePolicy } from '../policy';
import { type PricedPurchase, pricePurchase } from '../pricing';
import { seed as content } from './seed';

/** The numbers of the public guide, row by row. They are what the economy was built to reproduce. */
const seed = parsePolicy(content);
const market = { region: 'US', channel: 'app' } as const;
const usd = (value: string) => parseMoney({ currency: 'USD', value });
const { minimum } = seed.payout;

const shown = (price: Coins): string => {
  const { currency, micros } = displayPrice(seed, price);
  return printMoney(currency, micros).value;
};

const bucket = (microdiamonds: Microdiamonds) => [{ rate: seed.diamond, microdiamonds }];

function bought(value: string): PricedPurchase {
  const priced = pricePurchase(seed, { ...market, paid: usd(value) });
  if ('held' in priced) throw new Error(`held: ${priced.held}`);
  return priced;
}

function paidOut(diamonds: string): CashOut {
  const held = parseDiamonds(diamonds);
  const paid = cashOut(bucket(held), { microdiamonds: held, minimum });
  if ('refused' in paid) throw new Error(paid.detail);
  return paid;
}

describe('seed: buying coins', () => {
  it.each([
    ['coins-70', '0.84', 70n],
    ['coins-350', '4.20', 350n],
    ['coins-700', '8.40', 700n],
    ['coins-1400', '16.80', 1_400n],
    ['coins-3500', '42.00', 3_500n],
    ['coins-7000', '84.00', 7_000n],
    ['coins-17500', '210.00', 17_500n],
  ])('%s cost $%s, which is $0.012 a coin exactly', (bundleId, value, granted) => {
    expect(pricePurchase(seed, { ...market, bundleId, paid: usd(value) })).toEqual({
      coins: granted,
      unitCost: 12_000n,
      residual: 0n,
    });
  });

  it('sells these seven bundles and no other', () => {
    expect([...seed.bundles.values()].map(({ coins }) => coins)).toEqual([
      70n,
      350n,
      700n,
      1_400n,
      3_500n,
      7_000n,
      17_500n,
    ]);
  });

  it('$10.00 buy 833 coins and leave $0.004', () => {
    const { coins, unitCost, residual } = bought('10.00');
    expect(coins).toBe(833n);
    expect(unitCost).toBe(12_000n);
    expect(printMoney(seed.diamond.currency, residual).value).toBe('0.004');
  });
});

describe('seed: from coins to diamonds', () => {
  it('a coin credits half a diamond, 100 coins credit 50', () => {
    expect(printDiamonds(convertToMicrodiamonds(seed, coins(1)))).toBe('0.5');
    expect(printDiamonds(convertToMicrodiamonds(seed, coins(100)))).toBe('50');
  });

  it('833 coins credit 416.5 diamonds, of which 416 can be withdrawn', () => {
    const held = convertToMicrodiamonds(seed, coins(833));
    expect(printDiamonds(held)).toBe('416.5');
    expect(withdrawable(bucket(held))?.microdiamonds).toBe(parseDiamonds('416'));
  });

  it('833 roses credit what one gift of 833 coins does', () => {
    const rose = convertToMicrodiamonds(seed, coins(1));
    expect(rose * 833n).toBe(convertToMicrodiamonds(seed, coins(833)));
  });

  it('any other split of 833 coins does, too', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 833 }), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [0, ...places.sort((a, b) => a - b), 833];
        const gifts = ends.slice(1).map((end, index) => end - (ends[index] ?? 0));
        const credited = gifts.map((gift) => convertToMicrodiamonds(seed, coins(gift)));
        expect(credited.reduce((sum, amount) => sum + amount, 0n)).toBe(parseDiamonds('416.5'));
      }),
    );
  });
});

describe('seed: from diamonds to money', () => {
  it('a diamond is worth $0.010, of which $0.005 are left after commission', () => {
    expect(grossRateOf(seed)).toEqual({ currency: 'USD', micros: 10_000n });
    expect(netRateOf(seed)).toEqual({ currency: 'USD', micros: 5_000n });
    expect(seed.commissionBps).toBe(5_000n);
  });

  it('two diamonds are one cent, the cash-out unit', () => {
    expect(cashOutUnit(seed.diamond)).toBe(2n * MICRODIAMONDS_PER_DIAMOND);
  });

  it('416 diamonds pay $2.08: $4.16 less a commission of $2.08', () => {
    expect(paidOut('416')).toMatchObject({
      gross: usd('4.16').micros,
      commission: usd('2.08').micros,
      net: usd('2.08').micros,
    });
  });

  it('417 diamonds would be $2.085, so 416 are paid and one is kept', () => {
    const { microdiamonds, net } = paidOut('417');
    expect(microdiamonds).toBe(parseDiamonds('416'));
    expect(net).toBe(usd('2.08').micros);
  });

  it('1,000 diamonds pay $5.00 before the provider fee, which is nothing', () => {
    expect(paidOut('1000').net).toBe(usd('5.00').micros);
    expect(seed.payout.feeBorneBy).toBe('platform');
    expect(seed.payout.providerFees).toEqual({ paypal: usd('0'), bank: usd('0') });
  });

  it('pays out from $1.00, which are 200 diamonds', () => {
    expect(paidOut('200').net).toBe(usd('1.00').micros);
    expect(() => paidOut('199.999999')).toThrow('A payout is at least 1.00 USD.');
  });
});

describe('seed: the catalogue', () => {
  it.each([
    ['rose', 'Rose', 1n, '0.01'],
    ['panda', 'Panda', 5n, '0.05'],
    ['fireworks', 'Fireworks', 999n, '10.00'],
    ['ferris-wheel', 'Ferris Wheel', 3_000n, '30.00'],
    ['universe', 'Universe', 34_999n, '350.00'],
  ])('%s costs %s coins and is shown at $%s', (giftId, name, price, displayed) => {
    const gift = findGift(seed, giftId);
    expect(gift).toMatchObject({ giftId, name, coins: price });
    expect(gift && shown(priceOf(gift, 1))).toBe(displayed);
  });

  it('has these five gifts and no other', () => {
    expect(seed.catalogue.size).toBe(5);
  });
});

describe('seed: terms', () => {
  it('gives back for two reasons within 14 days, matures at once, caps nothing, has no limit', () => {
    expect(seed.refund).toEqual({ windowHours: 14 * 24, reasons: ['technical', 'accidental'] });
    expect(seed.maturityHours).toBe(0);
    expect(seed.caps).toEqual([]);
    expect(seed.chargeback).toBe('viewerDebt');
    expect(seed.payout.autoApproveLimit).toBeUndefined();
  });
});

describe('seed: where the money went', () => {
  /** In units of 10^-12, in which a microdiamond has a whole value. */
  function whereItWent(value: string) {
    const { coins, unitCost, residual } = bought(value);
    const held = convertToMicrodiamonds(seed, coins);
    const paid = withdrawable(bucket(held));
    const rate = seed.diamond.net;
    const scale = 1_000_000n;
    return {
      paid: (paid?.net ?? 0n) * scale,
      owed: (held - (paid?.microdiamonds ?? 0n)) * rate,
      // As gifts recognise it: what the coins had cost less what the creator is due.
      platform: coins * unitCost * scale - held * rate,
      residual: residual * scale,
    };
  }

  it('the whole $10: 2.08 paid + 0.0025 owed + 7.9135 platform + 0.004 residual', () => {
    const { paid, owed, platform, residual } = whereItWent('10.00');
    expect(paid).toBe(2_080_000_000_000n);
    expect(owed).toBe(2_500_000_000n);
    expect(platform).toBe(7_913_500_000_000n);
    expect(residual).toBe(4_000_000_000n);
    expect(paid + owed + platform + residual).toBe(10_000_000_000_000n);
  });

  it('adds up to what was paid, whatever was paid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 100_000_000 }), (cents) => {
        const value = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
        const { paid, owed, platform, residual } = whereItWent(value);
        expect(paid + owed + platform + residual).toBe(BigInt(cents) * 10_000_000_000n);
        for (const part of [paid, owed, platform, residual]) {
          expect(part).toBeGreaterThanOrEqual(0n);
        }
      }),
    );
  });
});
