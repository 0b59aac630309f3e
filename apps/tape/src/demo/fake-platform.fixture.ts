import { cashOut, convertToMicrodiamonds, pricePurchase } from '@gifting/economy';
import { type Coins, type CoinsText, printCoins } from '@gifting/kernel/coins';
import { type Microdiamonds, printDiamonds } from '@gifting/kernel/diamonds';
import { parseMoney } from '@gifting/kernel/money';
import { type RefusalCode } from '@gifting/kernel';
import type { GiftAnswer, KeyedGift } from '../api-client';
import type {
  PayoutRequest,
  PayoutView,
  Problem,
  PurchaseEvent,
  PurchaseResult,
} from '../api-types';
import { DEFAULT_TAPE } from '../tape/tape-options';
import type { Tokens } from '../tokens';
import type { EveningApi } from './player';

const { policy } = DEFAULT_TAPE;

/** Tokens that say in plain text who they are for. */
export const PLAIN_TOKENS: Tokens = { of: (role, sub) => Promise.resolve(`${role}:${sub}`) };

const ENDS: Readonly<Record<string, string>> = {
  ok: 'paid',
  slow: 'submitted',
  fail: 'failed',
  return: 'returned',
};

/**
 * The platform as the demo sees it, in memory and with none of its machinery: what it answers is worked
 * out by rules of its own, so that it can be held against the tape. Specs make it misbehave.
 */
export class FakePlatform implements EveningApi {
  readonly wallets = new Map<string, bigint>();
  readonly earned = new Map<string, bigint>();
  readonly purchases = new Map<string, string>();
  readonly gifts = new Map<string, GiftAnswer>();
  readonly payouts = new Map<string, PayoutView>();
  /** Answers so far. */
  answers = 0;
  #position = 0;

  /** Called before every answer. */
  constructor(private readonly onCall: (platform: FakePlatform) => void = () => undefined) {}

  async reportPurchases(events: readonly PurchaseEvent[]): Promise<readonly PurchaseResult[]> {
    await this.#called();
    return events.map((event) => this.#report(event));
  }

  async sendGift(gift: KeyedGift, token: string): Promise<GiftAnswer> {
    await this.#called();
    return this.#send(gift, token.slice('viewer:'.length));
  }

  async sendGifts(gifts: readonly KeyedGift[], token: string): Promise<readonly GiftAnswer[]> {
    await this.#called();
    return gifts.map((gift) => this.#send(gift, token.slice('viewer:'.length)));
  }

  async requestPayout(key: string, request: PayoutRequest, token: string) {
    await this.#called();
    const creatorId = token.slice('creator:'.length);
    const held = (this.earned.get(creatorId) ?? 0n) as Microdiamonds;
    const paid = cashOut([{ rate: policy.diamond, microdiamonds: held }], policy.payout);
    if ('refused' in paid) return { status: 422, body: problem(paid.refused), replayed: false };
    const payout = this.payouts.get(key) ?? {
      payoutId: key,
      state: ENDS[request.destinationToken.split('-')[0] ?? ''] ?? 'paid',
      method: request.method,
      diamonds: printDiamonds(paid.microdiamonds),
      net: null,
    };
    this.payouts.set(key, payout);
    return { status: 201, body: payout, replayed: false };
  }

  async get<Body>(path: string): Promise<Body> {
    const found = await this.find<Body>(path);
    if (found === undefined) throw new Error(`nothing at ${path}`);
    return found;
  }

  async find<Body>(path: string): Promise<Body | undefined> {
    await this.#called();
    return this.#page(path) as Body | undefined;
  }

  async #called(): Promise<void> {
    this.answers += 1;
    this.onCall(this);
    // As over a network, answers come later, and those of others in between.
    await new Promise((resolve) => setImmediate(resolve));
  }

  #page(path: string): unknown {
    const [, , kind, id = '', page] = path.replace(/\?.*/, '').split('/');
    if (kind === 'purchases') return this.#purchase(path.slice('/v1/purchases/'.length));
    if (kind === 'payouts') return this.payouts.get(path.slice('/v1/payouts/'.length));
    if (kind === 'viewers' && page === 'wallet')
      return { coins: String(this.wallets.get(id) ?? 0n) };
    if (kind === 'creators' && page === 'earnings') {
      const total = printDiamonds((this.earned.get(id) ?? 0n) as Microdiamonds);
      return { creatorId: id, diamonds: { total, redeemed: '0' } };
    }
    return { items: [] };
  }

  #purchase(purchaseId: string): unknown {
    const content = this.purchases.get(purchaseId);
    if (content === undefined) return undefined;
    const { capturedAt } = JSON.parse(content) as PurchaseEvent['data'];
    return { purchaseId, state: 'credited', capturedAt };
  }

  #report({ data, id, subject }: PurchaseEvent): PurchaseResult {
    const content = JSON.stringify(data);
    const known = this.purchases.get(subject);
    if (known !== undefined) {
      return known === content
        ? { id, status: 'duplicate' }
        : { id, status: 'rejected', code: 'purchase-conflict' };
    }
    this.purchases.set(subject, content);
    const priced = pricePurchase(policy, { ...data, paid: parseMoney(data.paid) });
    if ('held' in priced) return { id, status: 'held', code: priced.held };
    this.wallets.set(data.viewerId, (this.wallets.get(data.viewerId) ?? 0n) + priced.coins);
    return { id, status: 'accepted', position: this.#next() };
  }

  #send({ key, request }: KeyedGift, viewerId: string): GiftAnswer {
    const known = this.gifts.get(key);
    if (known !== undefined) return { ...known, replayed: true };
    const price = policy.catalogue.get(request.giftId)?.coins ?? 0n;
    const cost = price * BigInt(request.quantity);
    const balance = (this.wallets.get(viewerId) ?? 0n) - cost;
    const answer: GiftAnswer =
      balance < 0n
        ? { status: 409, body: problem('insufficient-coins'), replayed: false }
        : {
            status: 201,
            body: {
              giftTxId: key,
              state: 'sent',
              position: this.#next(),
              coins: printCoins(cost as Coins),
              balance: String(balance) as CoinsText,
            },
            replayed: false,
          };
    this.gifts.set(key, answer);
    if (balance < 0n) return answer;
    this.wallets.set(viewerId, balance);
    const { creatorId } = request;
    const diamonds = convertToMicrodiamonds(policy, cost as Coins);
    this.earned.set(creatorId, (this.earned.get(creatorId) ?? 0n) + diamonds);
    return answer;
  }

  #next(): string {
    this.#position += 1;
    return String(this.#position);
  }
}

const problem = (code: RefusalCode): Problem => ({ status: 409, code, detail: code });
