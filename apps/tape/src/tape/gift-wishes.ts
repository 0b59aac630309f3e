import { type CatalogueGift, type Policy, priceOf } from '@gifting/economy';
import type { Coins } from '@gifting/kernel/coins';
import type { GiftRequest } from '../api-types';
import type { Cast, Viewer } from './cast';
import type { Random } from './random';
import { WeightedDraw } from './weighted-draw';

/** What a viewer wants to send, so many times in a row. */
export interface GiftWish {
  readonly viewer: Viewer;
  readonly request: GiftRequest;
  readonly copies: number;
  /** Of one copy. */
  readonly coins: Coins;
}

/** Dear gifts are rare: a gift is wished for in proportion to its price to the power of this. */
const PRICE_EXPONENT = -0.7;
const BURST_SHARE = 0.7;
/** Up to these prices a gift is sent in quantities, and by tapping again and again. */
const QUANTITY_PRICE = 10n;
const COMBO_PRICE = 100n;
const QUANTITIES = [1, 1, 1, 1, 2, 3, 5, 10, 20, 99];
const COMBO_SHARE = { calm: 0.08, burst: 0.35 };
const COMBO = { min: 3, max: 40 };
const ANONYMOUS_SHARE = 0.06;
const MESSAGE_SHARE = 0.05;
const MESSAGES = [
  'Well done!',
  'Encore, encore',
  'Greetings from Rio ☀️',
  'この曲が大好きです',
  'Für dich, liebe Grüße',
  '👏👏👏',
];

/** Draws what viewers want to send. */
export class GiftWishes {
  readonly #gifts: WeightedDraw<CatalogueGift>;

  constructor(
    private readonly cast: Cast,
    policy: Policy,
    private readonly random: Random,
  ) {
    const gifts = [...policy.catalogue.values()];
    this.#gifts = new WeightedDraw(gifts, ({ coins }) => Number(coins) ** PRICE_EXPONENT);
  }

  /**
   * @param burst the host whose stream is at its height, where there is one
   * @param mostCopies how many gifts are still wanted
   */
  draw(burst: string | undefined, mostCopies: number): GiftWish {
    const { random } = this;
    const inBurst = burst !== undefined && random.chance(BURST_SHARE);
    const creatorId = inBurst ? burst : this.cast.drawCreator(random);
    const viewer = this.cast.drawViewerOf(creatorId, random);
    const gift = this.#gifts.draw(random);
    const quantity = gift.coins <= QUANTITY_PRICE ? random.pick(QUANTITIES) : 1;
    const comboShare = inBurst ? COMBO_SHARE.burst : COMBO_SHARE.calm;
    const isCombo = gift.coins <= COMBO_PRICE && random.chance(comboShare);
    const copies = isCombo ? Math.min(mostCopies, random.between(COMBO.min, COMBO.max)) : 1;
    const request: GiftRequest = {
      giftId: gift.giftId,
      quantity,
      creatorId,
      sessionId: `session-of-${creatorId}`,
      ...(copies === 1 && random.chance(MESSAGE_SHARE) ? { message: random.pick(MESSAGES) } : {}),
      ...(random.chance(ANONYMOUS_SHARE) ? { anonymous: true } : {}),
    };
    return { viewer, request, copies, coins: priceOf(gift, quantity) };
  }
}
