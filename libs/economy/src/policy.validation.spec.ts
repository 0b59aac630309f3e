import fc from 'fast-check';
import { parsePolicy } from './policy';
import type { PolicyContent } from './policy.content';
import { validatePolicy } from './policy.validation';
import { PRESETS } from './presets/presets';
import { money, usd } from './presets/content';

type Path = readonly (string | number)[];
type Change = readonly [path: string, value: unknown];

/** A copy of the content with one member replaced, or removed where the value is `undefined`. */
function changed(content: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = structuredClone(content) as Record<string | number, unknown>;
  const member = rest.length === 0 ? value : changed(copy[key], rest, value);
  if (member === undefined) delete copy[key];
  else copy[key] = member;
  return copy;
}

/** `catalogue[2].coins` as its steps. */
const stepsOf = (path: string): Path =>
  path.split(/[.[\]]+/).flatMap((step) => (step === '' ? [] : [/^\d+$/.test(step) ? +step : step]));

const seedWith = (...changes: readonly Change[]): unknown =>
  changes.reduce<unknown>(
    (content, [path, value]) => changed(content, stepsOf(path), value),
    PRESETS.seed,
  );

const fieldsOf = (content: unknown): string[] => validatePolicy(content).map(({ field }) => field);

const [rose] = PRESETS.seed.catalogue;
const [smallest] = PRESETS.seed.bundles;

describe('validatePolicy: shape', () => {
  it.each([undefined, null, 1, 'seed', [], [PRESETS.seed], true])(
    'refuses %j as a whole',
    (content) => {
      expect(validatePolicy(content)).toEqual([{ field: '', reason: 'must be an object' }]);
    },
  );

  it('names every member that is missing', () => {
    expect(fieldsOf({}).sort()).toEqual(Object.keys(PRESETS.seed).sort());
  });

  it.each<Change>([
    ['extra', 1],
    ['constructor', {}],
    ['diamond.extra', '1'],
    ['payout.providerFees.card', usd('0.00')],
    ['catalogue[2].colour', 'red'],
    ['coinPrices[0].note', 'x'],
    ['bundles[6].price.digits', '2'],
  ])('refuses the unknown member %s', (path, value) => {
    expect(validatePolicy(seedWith([path, value]))).toEqual([
      { field: path, reason: 'is not known' },
    ]);
  });

  it('refuses an own member named __proto__', () => {
    const content: unknown = JSON.parse(
      JSON.stringify(PRESETS.seed).replace('{', '{"__proto__":{"x":1},'),
    );
    expect(fieldsOf(content)).toEqual(['__proto__']);
  });

  it.each<readonly [path: string, value: unknown, reason: RegExp]>([
    ['name', 'a b', /1 to 64/],
    ['name', '..', /1 to 64/],
    ['name', 7, /1 to 64/],
    ['coinPrices', {}, /a list/],
    ['coinPrices', [], /not be empty/],
    ['bundles', null, /a list/],
    ['bundles[0]', 'coins-70', /an object/],
    ['bundles[0].bundleId', '', /1 to 64/],
    ['bundles[0].regions', [], /not be empty/],
    ['bundles[0].regions', ['US', 'a/b'], /1 to 16/],
    ['bundles[0].channels', [], /not be empty/],
    ['bundles[0].channels', ['tv'], /"app" or "web"/],
    ['conversion', '1/2', /an object/],
    ['diamond', [], /an object/],
    ['payout.autoApproveLimit', null, /an object/],
    ['payout.providerFees.borneBy', 'viewer', /"platform" or "creator"/],
    ['refund.reasons', ['remorse'], /"technical" or "accidental"/],
    ['refund.reasons', 'technical', /a list/],
    ['chargeback', 'creator', /"viewerDebt" or "platformAbsorbs"/],
    ['chargeback', ['viewerDebt'], /"viewerDebt" or "platformAbsorbs"/],
    ['caps', {}, /a list/],
    ['caps', [{ perLocalDay: usd('1.00'), region: '' }], /1 to 16/],
    ['caps', [{ perLocalDay: usd('1.00'), provider: 'Apple' }], /1 to 32/],
    ['caps', [{ perLocalDay: usd('1.00'), region: null }], /1 to 16/],
    ['catalogue', [], /not be empty/],
    ['catalogue[2].giftId', 'fire works', /1 to 64/],
    ['catalogue[2].name', '', /printable/],
    ['catalogue[2].name', ' x', /printable/],
    ['catalogue[2].name', 'x ', /printable/],
    ['catalogue[2].name', 'a\nb', /printable/],
    ['catalogue[2].name', 'x'.repeat(65), /printable/],
    ['catalogue[2].effect', 1, /1 to 64/],
  ])('refuses %s to be %j', (path, value, reason) => {
    const [first, ...others] = validatePolicy(seedWith([path, value]));
    expect(others).toEqual([]);
    expect(first?.field.startsWith(path)).toBe(true);
    expect(first?.reason).toMatch(reason);
  });

  it('accepts names of any script', () => {
    expect(fieldsOf(seedWith(['catalogue[0].name', '薔薇 🌹']))).toEqual([]);
  });
});

describe('validatePolicy: amounts and currencies', () => {
  it.each<readonly [path: string, value: unknown, reason: RegExp]>([
    ['coinPrices[0].value', 0.012, /a string/],
    ['coinPrices[0].value', '0.0000001', /plain decimal/],
    ['coinPrices[0].value', '0', /more than zero/],
    ['coinPrices[0].value', '-1', /plain decimal/],
    ['coinPrices[0].value', '1000000000001', /10\^18/],
    ['coinPrices[0].currency', 'XAU', /ISO 4217/],
    ['coinPrices[0].currency', 'usd', /ISO 4217/],
    ['bundles[0].coins', '0', /more than zero/],
    ['bundles[0].coins', '70.5', /whole number of coins/],
    ['bundles[0].coins', 70, /a string/],
    ['bundles[0].price.value', '0.845', /at most 2 digits/],
    ['bundles[0].price.value', '0.00', /more than zero/],
    ['conversion.numerator', '0', /more than zero/],
    ['conversion.denominator', '0', /more than zero/],
    ['conversion.denominator', '0.5', /whole number/],
    ['conversion.denominator', 2, /a string/],
    ['diamond.grossValue.value', '0', /more than zero/],
    ['diamond.commissionBps', '10000', /less than 10000/],
    ['diamond.commissionBps', '50.5', /whole number/],
    ['diamond.commissionBps', 5_000, /a string/],
    ['maturityHours', '1.5', /whole number/],
    ['maturityHours', '87601', /87600/],
    ['payout.minimum.value', '0.00', /more than zero/],
    ['payout.minimum.value', '1.005', /at most 2 digits/],
    ['payout.providerFees.paypal.value', '0.005', /at most 2 digits/],
    ['refund.windowHours', '-1', /plain decimal/],
    ['refund.windowHours', '87601', /87600/],
    ['catalogue[2].coins', '999.5', /whole number of coins/],
    ['catalogue[2].coins', '0', /more than zero/],
    ['displayRate.value', '0', /more than zero/],
  ])('refuses %s to be %j', (path, value, reason) => {
    expect(validatePolicy(seedWith([path, value]))).toEqual([
      { field: path, reason: expect.stringMatching(reason) as string },
    ]);
  });

  it('wants whole minor units of each currency', () => {
    const withCaps = (currency: string, value: string): string[] =>
      fieldsOf(seedWith(['caps', [{ perLocalDay: money(currency, value) }]]));
    expect(withCaps('JPY', '100000')).toEqual([]);
    expect(withCaps('JPY', '100000.5')).toEqual(['caps[0].perLocalDay.value']);
    expect(withCaps('KWD', '300.125')).toEqual([]);
    expect(withCaps('KWD', '300.1255')).toEqual(['caps[0].perLocalDay.value']);
  });
});

describe('validatePolicy: nothing twice', () => {
  it.each<readonly [path: string, value: unknown, field: string]>([
    ['coinPrices', [usd('0.012'), money('EUR', '0.011'), usd('0.013')], 'coinPrices[2].currency'],
    ['bundles', [smallest, smallest], 'bundles[1].bundleId'],
    ['bundles[0].regions', ['US', 'DE', 'US'], 'bundles[0].regions[2]'],
    ['bundles[0].channels', ['app', 'app'], 'bundles[0].channels[1]'],
    ['refund.reasons', ['technical', 'technical'], 'refund.reasons[1]'],
    ['catalogue', [rose, { ...rose, coins: '2' }], 'catalogue[1].giftId'],
    [
      'caps',
      [
        { perLocalDay: usd('1.00') },
        { perLocalDay: usd('1.00'), region: 'US' },
        { perLocalDay: usd('1.00'), provider: 'us' },
        { perLocalDay: usd('2.00'), region: 'US' },
      ],
      'caps[3]',
    ],
  ])('in %s', (path, value, field) => {
    expect(validatePolicy(seedWith([path, value]))).toEqual([
      { field, reason: 'repeats an earlier one' },
    ]);
  });
});

describe('validatePolicy: what keeps the economy exact', () => {
  it('a diamond has a net value in whole micros', () => {
    expect(validatePolicy(seedWith(['diamond.grossValue.value', '0.010001']))).toEqual([
      {
        field: 'diamond.commissionBps',
        reason: 'must leave a net value per diamond in whole micros',
      },
    ]);
    expect(fieldsOf(seedWith(['diamond.commissionBps', '3000']))).toEqual([]);
    expect(
      fieldsOf(seedWith(['diamond', { grossValue: usd('0.001'), commissionBps: '3333' }])),
    ).toEqual(['diamond.commissionBps']);
  });

  it.each([
    ['1', '3', false],
    ['2', '3', false],
    ['1', '7', false],
    ['1', '2000000', false],
    ['3', '3', true],
    ['1', '64', true],
    ['1', '128', false],
    ['1', '1000000', true],
    ['2', '2000000', true],
  ])('a coin at %s/%s credits whole microdiamonds: %s', (numerator, denominator, exact) => {
    expect(fieldsOf(seedWith(['conversion', { numerator, denominator }]))).toEqual(
      exact ? [] : ['conversion.denominator'],
    );
  });

  it('the cash-out unit pays no more than the minimum', () => {
    // Net $0.0001: 100 diamonds are one cent. Net $0.007919: 10,000 diamonds are $79.19.
    expect(fieldsOf(seedWith(['diamond.grossValue.value', '0.0002']))).toEqual([]);
    const odd = seedWith(['diamond.grossValue.value', '0.015838']);
    expect(validatePolicy(odd)).toEqual([
      {
        field: 'payout.minimum.value',
        reason: 'must not be less than the net value of the cash-out unit',
      },
    ]);
    const enough = changed(odd, stepsOf('payout.minimum.value'), '79.19');
    expect(fieldsOf(enough)).toEqual([]);
    expect(fieldsOf(changed(odd, stepsOf('payout.minimum.value'), '79.18'))).toEqual([
      'payout.minimum.value',
    ]);
  });

  it('in yen the cash-out unit is many diamonds', () => {
    const inYen = (minimum: string): string[] =>
      fieldsOf(
        seedWith(
          ['diamond.grossValue', money('JPY', '1.502')],
          ['payout.minimum', money('JPY', minimum)],
          ['payout.providerFees.paypal', money('JPY', '0')],
          ['payout.providerFees.bank', money('JPY', '0')],
        ),
      );
    // Net ¥0.751: 1,000 diamonds are ¥751.
    expect(inYen('751')).toEqual([]);
    expect(inYen('750')).toEqual(['payout.minimum.value']);
  });

  it.each([
    'payout.minimum',
    'payout.autoApproveLimit',
    'payout.providerFees.paypal',
    'payout.providerFees.bank',
  ])('%s is in the currency of the diamond', (path) => {
    expect(fieldsOf(seedWith([path, money('EUR', '5.00')]))).toEqual([`${path}.currency`]);
    expect(fieldsOf(seedWith([path, usd('5.00')]))).toEqual([]);
  });

  it('a fee that the creator bears is less than the minimum', () => {
    const withFee = (borneBy: string, value: string): string[] =>
      fieldsOf(
        seedWith(
          ['payout.providerFees.borneBy', borneBy],
          ['payout.providerFees.bank.value', value],
        ),
      );
    expect(withFee('creator', '0.99')).toEqual([]);
    expect(withFee('creator', '1.00')).toEqual(['payout.providerFees.bank.value']);
    expect(withFee('platform', '1.00')).toEqual([]);
  });

  it('a bundle costs at least a micro a coin', () => {
    const bundle = { bundleId: 'b', price: usd('0.01') };
    expect(fieldsOf(seedWith(['bundles', [{ ...bundle, coins: '10000' }]]))).toEqual([]);
    expect(fieldsOf(seedWith(['bundles', [{ ...bundle, coins: '10001' }]]))).toEqual([
      'bundles[0].price.value',
    ]);
  });

  it('a bundle is sold in a currency that has a coin price', () => {
    const content = seedWith(['bundles[3].price', money('EUR', '16.00')]);
    expect(fieldsOf(content)).toEqual(['bundles[3].price.currency']);
    const prices = [...PRESETS.seed.coinPrices, money('EUR', '0.011')];
    expect(fieldsOf(changed(content, ['coinPrices'], prices))).toEqual([]);
  });
});

describe('validatePolicy: all at once', () => {
  it('names every fault, of the shape and of the rules', () => {
    const content = seedWith(
      ['catalogue[2].coins', 'many'],
      ['extra', true],
      ['refund.windowHours', undefined],
      ['conversion.denominator', '3'],
      ['diamond.commissionBps', '1'],
      ['diamond.grossValue.value', '0.010001'],
    );
    expect(fieldsOf(content).sort()).toEqual([
      'catalogue[2].coins',
      'conversion.denominator',
      'diamond.commissionBps',
      'extra',
      'refund.windowHours',
    ]);
  });

  it('asks no rule about a member that is not well formed', () => {
    expect(fieldsOf(seedWith(['diamond.commissionBps', 'half']))).toEqual([
      'diamond.commissionBps',
    ]);
    expect(fieldsOf(seedWith(['conversion', undefined]))).toEqual(['conversion']);
    expect(fieldsOf(seedWith(['payout', 'none']))).toEqual(['payout']);
    expect(fieldsOf(seedWith(['bundles[1].price', undefined]))).toEqual(['bundles[1].price']);
  });
});

describe('validatePolicy: for all contents', () => {
  /** The paths of all members and items. */
  function pathsOf(value: unknown, path: Path = []): Path[] {
    if (typeof value !== 'object' || value === null) return [path];
    return [
      path,
      ...Object.entries(value).flatMap(([key, member]) =>
        pathsOf(member, [...path, Array.isArray(value) ? +key : key]),
      ),
    ];
  }
  const presets = fc.constantFrom(...Object.values(PRESETS));
  const places = presets.chain((content: PolicyContent) =>
    fc.record({ content: fc.constant(content), path: fc.constantFrom(...pathsOf(content)) }),
  );

  it('never throws, and what has no fault is parsed', () => {
    fc.assert(
      fc.property(places, fc.jsonValue(), ({ content, path }, value) => {
        const candidate = changed(content, path, value);
        if (validatePolicy(candidate).length === 0) parsePolicy(candidate as PolicyContent);
      }),
      { numRuns: 500 },
    );
  });

  it('what has no fault is parsed without rounding, whatever the figures', () => {
    const figures = fc.oneof(
      fc.nat({ max: 20_000 }).map(String),
      fc.nat({ max: 20_000 }).map((n) => `0.${String(n).padStart(6, '0')}`),
      fc.nat({ max: 20_000 }).map((n) => (n / 100).toFixed(2)),
    );
    const leaves = places.filter(({ content, path }) => {
      const leaf = path.reduce<unknown>(
        (value, step) => (value as Record<string | number, unknown>)[step],
        content,
      );
      return typeof leaf === 'string' && /^[\d.]+$/.test(leaf);
    });
    fc.assert(
      fc.property(leaves, figures, ({ content, path }, figure) => {
        const candidate = changed(content, path, figure);
        if (validatePolicy(candidate).length > 0) return;
        const { diamond, commissionBps, microdiamondsPerCoin } = parsePolicy(
          candidate as PolicyContent,
        );
        expect(diamond.net * 10_000n).toBe(diamond.gross * (10_000n - commissionBps));
        expect(diamond.net).toBeGreaterThan(0n);
        expect(microdiamondsPerCoin).toBeGreaterThan(0n);
      }),
      { numRuns: 500 },
    );
  });

  it('names a fault at or below every member that is taken away', () => {
    fc.assert(
      fc.property(places, ({ content, path }) => {
        const optional = path.some((step) => ['regions', 'channels'].includes(String(step)));
        if (optional || typeof path.at(-1) === 'number') return;
        expect(validatePolicy(changed(content, path, undefined))).not.toEqual([]);
      }),
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(presets, (content) => {
        const reversed = Object.fromEntries(Object.entries(content).reverse());
        expect(validatePolicy(reversed)).toEqual([]);
      }),
    );
  });
});
