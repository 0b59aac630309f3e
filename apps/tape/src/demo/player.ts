import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever } from '@gifting/kernel';
import { parseDiamonds } from '@gifting/kernel/diamonds';
import type { ApiClient, GiftAnswer } from '../api-client';
import type {
  EarningsView,
  GiftReceipt,
  PayoutView,
  Problem,
  PurchaseResult,
  PurchaseView,
  WalletView,
} from '../api-types';
import {
  type GiftBatchStep,
  type GiftStep,
  type PayoutStep,
  type PurchaseStep,
  type ReadStep,
  sendingsOf,
  type TapeStep,
} from '../tape/steps';
import type { Tokens } from '../tokens';
import { Lanes } from '../lanes';
import { Tally } from './tally';

/** What of the API an evening needs. */
export type EveningApi = Pick<
  ApiClient,
  'find' | 'get' | 'reportPurchases' | 'requestPayout' | 'sendGift' | 'sendGifts'
>;

export interface PlayerOptions {
  readonly api: EveningApi;
  readonly tokens: Tokens;
  /** How many steps are under way at most. */
  readonly width: number;
  /** Stops before the next step; those under way are played to their end. */
  readonly signal: AbortSignal;
}

/** Where a viewer's wallet stands, as far as answers of this run tell. */
interface Standing {
  readonly position: string;
}

const POLL_MS = 100;
const PATIENCE_MS = 60_000;
/** `slow-` payouts are paid when a minute has passed. */
const MAY_BECOME_PAID = 'submitted';

/**
 * Plays a tape through the public API. Steps of one viewer are played in their order, others at once.
 *
 * A tape that was played in part, or whole, is played again from its beginning: keys and natural keys
 * make every step a question that was answered before, so the end is the same.
 */
export class Player {
  readonly tally = new Tally();
  readonly #lanes: Lanes;
  /** Purchases whose coins can be spent, or never will be. */
  readonly #settled = new Set<string>();
  /** Only viewers whose last answer was new: nobody can know what an earlier run did behind it. */
  readonly #standings = new Map<string, Standing>();

  constructor(private readonly options: PlayerOptions) {
    this.#lanes = new Lanes(options.width);
  }

  /** @throws what the client throws, once all is quiet; what the tape contradicts is only counted */
  async play(steps: Iterable<TapeStep>): Promise<void> {
    try {
      for (const step of steps) {
        if (this.options.signal.aborted) break;
        await this.#lanes.start(namesOf(step), () => this.#perform(step));
        // Whoever resumes the tape asks for its first purchase, so nothing is recorded before that.
        if (step.index === 0) await this.#lanes.idle();
      }
    } finally {
      await this.#lanes.idle();
    }
  }

  #perform(step: TapeStep): Promise<void> {
    switch (step.kind) {
      case 'purchases':
        return this.#purchases(step);
      case 'gift':
      case 'gift-batch':
        return this.#gifts(step);
      case 'payout':
        return this.#payout(step);
      case 'read':
        return this.#read(step);
      default:
        return assertNever(step);
    }
  }

  async #purchases({ app, reports }: PurchaseStep): Promise<void> {
    const { api, tokens } = this.options;
    const token = await tokens.of('upstream', app.name, app.providers);
    const events = reports.map(({ event }) => event);
    const results = await api.reportPurchases(events, token);
    await Promise.all(
      reports.map(async (report, index) => {
        const result = results[index];
        if (result === undefined) throw new Error('a purchase was not answered');
        this.tally.purchase(report, result);
        const { subject, data } = report.event;
        await this.#settle(subject, data.viewerId, result, token);
      }),
    );
  }

  /** Waits until the coins can be spent: the next gift of the viewer counts on them. */
  async #settle(
    purchaseId: string,
    viewerId: string,
    { position, status }: PurchaseResult,
    token: string,
  ): Promise<void> {
    if (this.#settled.has(purchaseId) || status === 'rejected') return;
    this.#settled.add(purchaseId);
    if (status === 'held') return;
    if (position !== undefined) {
      this.#standings.set(viewerId, { position });
      return;
    }
    this.#standings.delete(viewerId);
    const path = `/v1/purchases/${purchaseId}`;
    const settled = await this.#until(async () => {
      const purchase = await this.options.api.find<PurchaseView>(path, token);
      return purchase !== undefined && purchase.state !== 'captured';
    });
    if (!settled) this.tally.contradiction(`purchase ${purchaseId}`, 'credited', 'still captured');
  }

  async #gifts(step: GiftStep | GiftBatchStep): Promise<void> {
    const { api, tokens } = this.options;
    const token = await tokens.of('viewer', step.viewerId);
    const sendings = sendingsOf(step);
    const answers: readonly GiftAnswer[] =
      step.kind === 'gift'
        ? [await api.sendGift(step.sending, token)]
        : await api.sendGifts(sendings, token);
    sendings.forEach((sending, index) => {
      const answer = answers[index];
      if (answer === undefined) throw new Error('a gift was not answered');
      this.tally.gift(sending, answer);
      if (answer.replayed) this.#standings.delete(step.viewerId);
      else if (answer.status === 201) {
        this.#standings.set(step.viewerId, answer.body as GiftReceipt);
      }
    });
  }

  async #payout({ creatorId, earned, expected, key, request }: PayoutStep): Promise<void> {
    const { api, tokens } = this.options;
    const token = await tokens.of('creator', creatorId);
    const arrived = await this.#until(async () => {
      const { diamonds } = await api.get<EarningsView>(`/v1/creators/${creatorId}/earnings`, token);
      return (
        parseDiamonds(diamonds.total) + parseDiamonds(diamonds.redeemed) >= parseDiamonds(earned)
      );
    });
    if (!arrived) return this.tally.contradiction(creatorId, `${earned} diamonds earned`, 'fewer');
    const answer = await api.requestPayout(key, request, token);
    if (expected.state === 'declined') {
      this.tally.payout('declined');
      const { code } = answer.body as Problem;
      if (code !== expected.code) this.tally.contradiction(`payout ${key}`, expected.code, code);
      return;
    }
    if (answer.status !== 201 && answer.status !== 202) {
      const { code } = answer.body as Problem;
      return this.tally.contradiction(`payout ${key}`, expected.state, code);
    }
    const { payoutId } = answer.body as PayoutView;
    let payout = answer.body as PayoutView;
    const isThere = ({ state }: PayoutView): boolean =>
      state === expected.state || (expected.state === MAY_BECOME_PAID && state === 'paid');
    await this.#until(async () => {
      payout = await api.get<PayoutView>(`/v1/payouts/${payoutId}`, token);
      return isThere(payout);
    });
    this.tally.payout(payout.state);
    if (!isThere(payout) || payout.diamonds !== expected.diamonds) {
      const wanted = `${expected.state}, ${expected.diamonds} diamonds`;
      const got = `${payout.state}, ${payout.diamonds} diamonds`;
      this.tally.contradiction(`payout ${key}`, wanted, got);
    }
  }

  async #read({ coins, path, role, subject }: ReadStep): Promise<void> {
    const { api, tokens } = this.options;
    const token = await tokens.of(role, subject);
    const standing = coins === undefined ? undefined : this.#standings.get(subject);
    const from = standing === undefined ? path : `${path}?minPosition=${standing.position}`;
    const page = await api.get<unknown>(from, token);
    this.tally.reads += 1;
    if (standing === undefined || coins === undefined) return;
    const { coins: got } = page as WalletView;
    if (got !== coins) this.tally.contradiction(path, `${coins} coins`, `${got} coins`);
  }

  /** Asks again and again until the answer is yes; no when patience or the evening ends before. */
  async #until(isSo: () => Promise<boolean>): Promise<boolean> {
    const { signal } = this.options;
    for (const untilMs = performance.now() + PATIENCE_MS; performance.now() < untilMs;) {
      if (await isSo()) return true;
      await sleep(POLL_MS, undefined, { signal });
    }
    return false;
  }
}

/** Steps that name the same account are played in order. */
function namesOf(step: TapeStep): readonly string[] {
  switch (step.kind) {
    case 'purchases':
      return [...new Set(step.reports.map(({ event }) => event.data.viewerId))];
    case 'gift':
    case 'gift-batch':
      return [step.viewerId];
    case 'payout':
      return [step.creatorId];
    case 'read':
      return [step.subject];
    default:
      return assertNever(step);
  }
}
