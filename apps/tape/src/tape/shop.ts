import { type Bundle, offeredBundles, type Policy, pricePurchase } from '@gifting/economy';
import { type Channel } from '@gifting/kernel/facts';
import { type Coins, coins, printCoins } from '@gifting/kernel/coins';
import {
  type Currency,
  floorToMinorUnits,
  isCurrency,
  micros,
  type Micros,
  microsPerMinorUnit,
  type Money,
  parseMoney,
  printMoney,
} from '@gifting/kernel/money';
import { InvariantViolation } from '@gifting/kernel';
import type { PurchaseReport } from '../api-types';
import type { Viewer } from './cast';
import type { Random } from './random';
import type { ExpectedPurchase, UpstreamApp } from './steps';
import { WeightedDraw } from './weighted-draw';

/** A purchase that was made. Its app will report it, perhaps late and more than once. */
export interface Purchase {
  readonly app: UpstreamApp;
  readonly report: PurchaseReport;
}

interface Counter extends UpstreamApp {
  readonly channel: Channel;
  readonly methods: readonly string[];
  readonly feePercent: bigint;
  readonly weight: number;
}

const COUNTERS: readonly Counter[] = [
  {
    name: 'web-shop',
    providers: ['card-acquirer', 'web-wallet'],
    channel: 'web',
    methods: ['card', 'wallet', 'transfer'],
    feePercent: 3n,
    weight: 5,
  },
  {
    name: 'phone-store',
    providers: ['phone-store'],
    channel: 'app',
    methods: ['store-account'],
    feePercent: 30n,
    weight: 3,
  },
  {
    name: 'tablet-store',
    providers: ['tablet-store'],
    channel: 'app',
    methods: ['store-account'],
    feePercent: 15n,
    weight: 2,
  },
];

const TAX_PERCENT: Readonly<Record<string, bigint>> = { GB: 20n, DE: 19n, JP: 10n };

/** So many bundles at once are the most that a viewer buys. */
const MOST_BUNDLES = 12;
const CUSTOM_SHARE = 0.25;
const FEWEST_COINS = 100n;
/** Mostly the smallest bundle that suffices, sometimes one of the next larger ones. */
const STEPS_UP = [0, 0, 0, 1, 2];
/** Sold nowhere. */
const WITHDRAWN_BUNDLE = 'withdrawn-bundle';
const FOREIGN_CURRENCIES = ['CHF', 'SEK', 'NZD', 'MXN', 'KWD'];

/** Where viewers buy coins: makes the reports of purchases, and says what each will lead to. */
export class Shop {
  readonly #counters = new WeightedDraw(COUNTERS, ({ weight }) => weight);
  /** The currency in which everything ordinary is sold. */
  readonly #currency: Currency;
  readonly #coinPrice: Micros;
  #made = 0;

  constructor(
    private readonly tapeId: string,
    private readonly policy: Policy,
    private readonly random: Random,
  ) {
    const [first] = policy.coinPrices;
    if (first === undefined) throw new InvariantViolation('a policy sells coins');
    [this.#currency, this.#coinPrice] = first;
  }

  /** What a viewer buys to have so many coins more: a fitting bundle, several, or an amount. */
  buy(viewer: Viewer, wanted: Coins, atMs: number): readonly Purchase[] {
    const counter = this.#counters.draw(this.random);
    const bundles = this.#bundles(viewer, counter);
    const custom = counter.channel === 'web' && this.random.chance(CUSTOM_SHARE);
    const chosen = custom ? [] : this.#choose(bundles, wanted);
    if (chosen.length === 0) {
      const generous = (wanted * BigInt(this.random.between(1, 3)) + FEWEST_COINS) as Coins;
      return [this.#report(viewer, counter, { paid: this.#priceOf(generous) }, atMs)];
    }
    return chosen.map(({ bundleId, price }) =>
      this.#report(viewer, counter, { bundleId, paid: price }, atMs),
    );
  }

  /** A purchase that nobody can grant as it is: it will be held. */
  buyOddly(viewer: Viewer, atMs: number): Purchase {
    const counter = this.#counters.draw(this.random);
    const minorUnit = microsPerMinorUnit(this.#currency);
    const [bundle] = this.#bundles(viewer, counter);
    const foreign = FOREIGN_CURRENCIES.filter(isCurrency).find(
      (currency) => !this.policy.coinPrices.has(currency),
    );
    const odd: { bundleId?: string; paid: Money }[] = [
      { bundleId: WITHDRAWN_BUNDLE, paid: this.#priceOf(coins(100n)) },
    ];
    if (bundle !== undefined) {
      const { currency, micros: price } = bundle.price;
      const paid = { currency, micros: micros(price + minorUnit) };
      odd.push({ bundleId: bundle.bundleId, paid });
    }
    if (foreign !== undefined) odd.push({ paid: { currency: foreign, micros: micros(5_000_000) } });
    if (this.#coinPrice > minorUnit) {
      odd.push({ paid: { currency: this.#currency, micros: micros(minorUnit) } });
    }
    return this.#report(viewer, counter, this.random.pick(odd), atMs);
  }

  /** What the first report of a purchase leads to. */
  outcomeOf({ report }: Purchase): ExpectedPurchase {
    const { bundleId, channel, region } = report;
    const paid = parseMoney(report.paid);
    const priced = pricePurchase(this.policy, { bundleId, channel, paid, region });
    return 'held' in priced
      ? { status: 'held', code: priced.held }
      : { status: 'accepted', coins: printCoins(priced.coins) };
  }

  #bundles({ region }: Viewer, { channel }: Counter): readonly Bundle[] {
    return offeredBundles(this.policy, { region, channel })
      .filter(({ price }) => price.currency === this.#currency)
      .sort((a, b) => (a.coins < b.coins ? -1 : 1));
  }

  #choose(bundles: readonly Bundle[], wanted: Coins): readonly Bundle[] {
    const fitting = bundles.filter(({ coins: granted }) => granted >= wanted);
    const larger = fitting[this.random.pick(STEPS_UP)] ?? fitting[0];
    if (larger !== undefined) return [larger];
    const largest = bundles.at(-1);
    if (largest === undefined) return [];
    const count = (wanted + largest.coins - 1n) / largest.coins;
    return count <= MOST_BUNDLES ? new Array<Bundle>(Number(count)).fill(largest) : [];
  }

  /** The least amount in whole minor units that buys so many coins. */
  #priceOf(wanted: Coins): Money {
    const minorUnit = microsPerMinorUnit(this.#currency);
    const units = (wanted * this.#coinPrice + minorUnit - 1n) / minorUnit;
    return { currency: this.#currency, micros: micros(units * minorUnit) };
  }

  #report(
    { region, viewerId }: Viewer,
    counter: Counter,
    { bundleId, paid }: { readonly bundleId?: string; readonly paid: Money },
    atMs: number,
  ): Purchase {
    this.#made += 1;
    const { currency } = paid;
    const partOf = (percent: bigint) =>
      printMoney(currency, floorToMinorUnits(currency, micros((paid.micros * percent) / 100n)));
    const taxPercent = TAX_PERCENT[region];
    const { channel, feePercent, methods, name, providers } = counter;
    return {
      app: { name, providers },
      report: {
        provider: this.random.pick(providers),
        transactionId: `${this.tapeId}-${String(this.#made).padStart(6, '0')}`,
        viewerId,
        region,
        channel,
        method: this.random.pick(methods),
        ...(bundleId === undefined ? {} : { bundleId }),
        paid: printMoney(currency, paid.micros),
        ...(taxPercent === undefined ? {} : { tax: partOf(taxPercent) }),
        channelFee: partOf(feePercent),
        capturedAt: new Date(atMs).toISOString(),
      },
    };
  }
}
