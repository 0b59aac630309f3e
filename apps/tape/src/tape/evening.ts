import { convertToMicrodiamonds } from '@gifting/economy';
import { addCoins, type Coins, coins, printCoins, subtractCoins } from '@gifting/kernel/coins';
import { printMicrodiamonds } from '@gifting/kernel/diamonds';
import { Cast, type CastOptions } from './cast';
import { type GiftWish, GiftWishes } from './gift-wishes';
import { payoutOf } from './payouts';
import { Random } from './random';
import { readOf } from './reads';
import { Shop } from './shop';
import type { Sending, StepBody, TapeStep } from './steps';
import { TapeFacts } from './tape-facts';
import { EVENING_MS, faultsOf, tapeIdOf, type TapeOptions } from './tape-options';
import { UpstreamOutbox } from './upstream-outbox';

const GIFTS_PER_SLICE = 100;
/** Some viewers give far more often than others, but none as much more as creators are popular. */
const GENEROSITY_EXPONENT = 0.6;
/** A report may be late by so much of the evening. */
const LONGEST_DELAY = 1 / 8;
const BURST_CHANCE = 0.12;
const BURST_SLICES = { min: 1, max: 4 };
/** Of viewers who lack coins, so many buy some before they send. The others are declined. */
const BUYERS_SHARE = 0.94;
/** Purchases that no gift waits for. Some of them are late, some cannot be granted. */
const TOP_UPS_PER_SLICE = { min: 1, max: 7 };
const LATE_SHARE = 0.5;
const ODD_SHARE = 0.06;
const TOP_UP_COINS = { min: 20, max: 400 };
const READS_PER_SLICE = { min: 2, max: 6 };
/** How long before its slice a purchase was captured. */
const CAPTURED_BEFORE_MS = { min: 500, max: 20_000 };

/**
 * One evening of live streams, lazily: purchases, gifts, reads and, at the end, payouts. Pure; the
 * same options give the same steps. What a step expects holds when everything before it of the same
 * viewer, and for a payout of the same creator, was played; steps of others may overtake it.
 *
 * The first step is a batch with a single purchase, captured when the evening begins. Whoever resumes
 * a tape can ask for that purchase to learn when that was.
 * @throws RangeError for options out of bounds, with one line per fault
 */
export function eveningOf(options: TapeOptions): Iterable<TapeStep> {
  const faults = faultsOf(options);
  if (faults.length > 0) throw new RangeError(faults.join('\n'));
  return { [Symbol.iterator]: () => new Evening(options).steps() };
}

class Evening {
  readonly #random: Random;
  readonly #tapeId: string;
  readonly #slices: number;
  readonly #cast: Cast;
  readonly #shop: Shop;
  readonly #outbox: UpstreamOutbox;
  readonly #wishes: GiftWishes;
  readonly #facts = new TapeFacts();
  #burst: { readonly creatorId: string; readonly lastSlice: number } | undefined;
  #sendings = 0;
  #index = 0;

  constructor(private readonly options: TapeOptions) {
    const { creators, duplicateShare, gifts, policy, seed, viewers, zipfExponent } = options;
    this.#random = new Random(seed);
    this.#tapeId = tapeIdOf(options);
    this.#slices = Math.ceil(gifts / GIFTS_PER_SLICE);
    const cast: CastOptions = {
      viewers,
      creators,
      popularityExponent: zipfExponent,
      generosityExponent: GENEROSITY_EXPONENT,
      creatorsWatch: true,
    };
    this.#cast = new Cast(cast, this.#tapeId);
    this.#shop = new Shop(this.#tapeId, policy, this.#random);
    const longestDelay = Math.ceil(this.#slices * LONGEST_DELAY);
    this.#outbox = new UpstreamOutbox(this.#shop, this.#random, duplicateShare, longestDelay);
    this.#wishes = new GiftWishes(this.#cast, policy, this.#random);
  }

  *steps(): Generator<TapeStep, void, undefined> {
    yield* this.#timed(this.#opening(), 0, 0);
    for (let slice = 0; slice < this.#slices; slice += 1) {
      yield* this.#timed(this.#slice(slice), this.#startOf(slice), this.#startOf(slice + 1));
    }
    yield* this.#timed(this.#closing(), EVENING_MS, EVENING_MS);
  }

  /** Spreads steps evenly over a time, given in milliseconds since the beginning. */
  *#timed(
    steps: readonly StepBody[],
    fromMs: number,
    toMs: number,
  ): Generator<TapeStep, void, undefined> {
    for (const [place, step] of steps.entries()) {
      const sinceMs = Math.floor(fromMs + ((toMs - fromMs) * place) / steps.length);
      yield { index: this.#index, atMs: this.options.startsAtMs + sinceMs, ...step };
      this.#index += 1;
    }
  }

  #opening(): readonly StepBody[] {
    const viewer = this.#cast.drawViewer(this.#random);
    const purchases = this.#shop.buy(viewer, coins(1n), this.options.startsAtMs);
    return [this.#noted(this.#outbox.batchOf(purchases))];
  }

  #slice(slice: number): readonly StepBody[] {
    const wishes = this.#wishesOf(slice);
    this.#buyFor(wishes, slice);
    this.#topUp(slice);
    const reports = this.#outbox.take(slice).map((step) => this.#noted(step));
    const gifts = wishes.map((wish) => this.#noted(this.#stepOf(wish)));
    return [...reports, ...gifts, ...this.#reads()];
  }

  #closing(): readonly StepBody[] {
    const { policy } = this.options;
    const reports = this.#outbox.takeRest().map((step) => this.#noted(step));
    const payouts = this.#cast.creators.flatMap((creatorId, number) => {
      const earned = this.#facts.earnedBy(creatorId);
      return payoutOf(policy, creatorId, earned, number, this.#random) ?? [];
    });
    return [...reports, ...payouts];
  }

  #wishesOf(slice: number): readonly GiftWish[] {
    const burst = this.#burstIn(slice);
    const wishes: GiftWish[] = [];
    let wanted = this.#giftsBefore(slice + 1) - this.#giftsBefore(slice);
    while (wanted > 0) {
      const wish = this.#wishes.draw(burst, wanted);
      wishes.push(wish);
      wanted -= wish.copies;
    }
    return wishes;
  }

  #burstIn(slice: number): string | undefined {
    if (this.#burst !== undefined && slice > this.#burst.lastSlice) this.#burst = undefined;
    if (this.#burst === undefined && this.#random.chance(BURST_CHANCE)) {
      const lastSlice = slice + this.#random.between(BURST_SLICES.min, BURST_SLICES.max) - 1;
      this.#burst = { creatorId: this.#cast.drawCreator(this.#random), lastSlice };
    }
    return this.#burst?.creatorId;
  }

  /** Viewers who lack coins for what they want mostly buy some; these are there in time. */
  #buyFor(wishes: readonly GiftWish[], slice: number): void {
    const planned = new Map<string, Coins>();
    for (const { coins: price, copies, viewer } of wishes) {
      const cost = (price * BigInt(copies)) as Coins;
      let balance = planned.get(viewer.viewerId) ?? this.#facts.balanceOf(viewer.viewerId);
      if (balance < cost && this.#random.chance(BUYERS_SHARE)) {
        const lacking = subtractCoins(cost, balance);
        for (const purchase of this.#shop.buy(viewer, lacking, this.#capturedIn(slice))) {
          this.#outbox.post(purchase, slice);
        }
        balance = addCoins(balance, lacking);
      }
      planned.set(viewer.viewerId, balance < cost ? balance : subtractCoins(balance, cost));
    }
  }

  #topUp(slice: number): void {
    const count = this.#random.between(TOP_UPS_PER_SLICE.min, TOP_UPS_PER_SLICE.max);
    for (let n = 0; n < count; n += 1) {
      const viewer = this.#cast.drawViewer(this.#random);
      const wanted = coins(this.#random.between(TOP_UP_COINS.min, TOP_UP_COINS.max));
      const atMs = this.#capturedIn(slice);
      const purchases = this.#random.chance(ODD_SHARE)
        ? [this.#shop.buyOddly(viewer, atMs)]
        : this.#shop.buy(viewer, wanted, atMs);
      const late = this.#random.chance(LATE_SHARE);
      for (const purchase of purchases) this.#outbox.post(purchase, slice, { late });
    }
  }

  #stepOf({ coins: price, copies, request, viewer }: GiftWish): StepBody {
    const { viewerId } = viewer;
    let balance = this.#facts.balanceOf(viewerId);
    const sendings = Array.from({ length: copies }, (): Sending => {
      this.#sendings += 1;
      const key = `${this.#tapeId}/gift/${String(this.#sendings).padStart(6, '0')}`;
      const texts = { coins: printCoins(price) };
      if (balance < price) {
        const expected = { outcome: 'declined', code: 'insufficient-coins', ...texts } as const;
        return { key, request, expected };
      }
      balance = subtractCoins(balance, price);
      const microdiamonds = convertToMicrodiamonds(this.options.policy, price);
      const expected = {
        outcome: 'sent',
        ...texts,
        balance: printCoins(balance),
        microdiamonds: printMicrodiamonds(microdiamonds),
      } as const;
      return { key, request, expected };
    });
    const [only] = sendings;
    return only !== undefined && sendings.length === 1
      ? { kind: 'gift', viewerId, sending: only }
      : { kind: 'gift-batch', viewerId, sendings };
  }

  #reads(): readonly StepBody[] {
    const count = this.#random.between(READS_PER_SLICE.min, READS_PER_SLICE.max);
    return Array.from({ length: count }, () => readOf(this.#cast, this.#facts, this.#random));
  }

  #noted(step: StepBody): StepBody {
    this.#facts.add(step);
    return step;
  }

  #capturedIn(slice: number): number {
    const beforeMs = this.#random.between(CAPTURED_BEFORE_MS.min, CAPTURED_BEFORE_MS.max);
    return this.options.startsAtMs + Math.max(0, this.#startOf(slice) - beforeMs);
  }

  #startOf(slice: number): number {
    return Math.floor((EVENING_MS * slice) / this.#slices);
  }

  /** The evening rises to its middle and falls again; it is never empty. */
  #giftsBefore(slice: number): number {
    const time = slice / this.#slices;
    const arc = (1 - Math.cos(Math.PI * time)) / 2;
    return Math.round(this.options.gifts * (time + arc) * 0.5);
  }
}
