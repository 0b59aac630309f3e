import {
  addCoins,
  type Coins,
  NO_COINS,
  printCoins,
  readCoins,
  subtractCoins,
} from '@gifting/kernel/coins';
import {
  addDiamonds,
  type Microdiamonds,
  NO_DIAMONDS,
  printDiamonds,
  readMicrodiamonds,
} from '@gifting/kernel/diamonds';
import {
  addMicros,
  type Currency,
  type Micros,
  NO_MICROS,
  parseMoney,
  printMoney,
} from '@gifting/kernel/money';
import { assertNever } from '@gifting/kernel';
import { type PurchaseStep, type Sending, type StepBody, sendingsOf } from './steps';

export interface TapeTotals {
  readonly purchases: {
    readonly events: number;
    readonly distinct: number;
    readonly held: number;
    readonly duplicates: number;
  };
  readonly coins: { readonly bought: string; readonly spent: string; readonly left: string };
  /** What all distinct purchases paid, by currency. */
  readonly paid: Readonly<Record<string, string>>;
  readonly gifts: { readonly sent: number; readonly declined: number };
  readonly diamonds: { readonly earned: string };
  readonly payouts: number;
}

/**
 * What must be true after a tape was played, summed from the tape alone: to be held against what the
 * API answers. Take the steps in their order.
 */
export class TapeFacts {
  readonly #balances = new Map<string, Coins>();
  readonly #earned = new Map<string, Microdiamonds>();
  readonly #paid = new Map<Currency, Micros>();
  #events = 0;
  #accepted = 0;
  #held = 0;
  #bought = NO_COINS;
  #spent = NO_COINS;
  #sent = 0;
  #declined = 0;
  #payouts = 0;

  add(step: StepBody): void {
    switch (step.kind) {
      case 'purchases':
        return this.#addPurchases(step);
      case 'gift':
      case 'gift-batch':
        for (const sending of sendingsOf(step)) this.#addSending(step.viewerId, sending);
        return;
      case 'payout':
        this.#payouts += 1;
        return;
      case 'read':
        return;
      default:
        assertNever(step);
    }
  }

  balanceOf(viewerId: string): Coins {
    return this.#balances.get(viewerId) ?? NO_COINS;
  }

  earnedBy(creatorId: string): Microdiamonds {
    return this.#earned.get(creatorId) ?? NO_DIAMONDS;
  }

  /** Everybody who earned anything. */
  creators(): readonly string[] {
    return [...this.#earned.keys()];
  }

  totals(): TapeTotals {
    const distinct = this.#accepted + this.#held;
    const earned = [...this.#earned.values()].reduce(addDiamonds, NO_DIAMONDS);
    return {
      purchases: {
        events: this.#events,
        distinct,
        held: this.#held,
        duplicates: this.#events - distinct,
      },
      coins: {
        bought: printCoins(this.#bought),
        spent: printCoins(this.#spent),
        left: printCoins(subtractCoins(this.#bought, this.#spent)),
      },
      paid: Object.fromEntries(
        [...this.#paid].map(([currency, paid]) => [currency, printMoney(currency, paid).value]),
      ),
      gifts: { sent: this.#sent, declined: this.#declined },
      diamonds: { earned: printDiamonds(earned) },
      payouts: this.#payouts,
    };
  }

  #addPurchases({ reports }: PurchaseStep): void {
    for (const { event, expected } of reports) {
      this.#events += 1;
      if (expected.status === 'duplicate') continue;
      const { paid, viewerId } = event.data;
      const { currency, micros } = parseMoney(paid);
      this.#paid.set(currency, addMicros(this.#paid.get(currency) ?? NO_MICROS, micros));
      if (expected.status === 'held') {
        this.#held += 1;
        continue;
      }
      const coins = readCoins(expected.coins);
      this.#accepted += 1;
      this.#bought = addCoins(this.#bought, coins);
      this.#balances.set(viewerId, addCoins(this.balanceOf(viewerId), coins));
    }
  }

  #addSending(viewerId: string, { expected, request }: Sending): void {
    if (expected.outcome === 'declined') {
      this.#declined += 1;
      return;
    }
    const coins = readCoins(expected.coins);
    const earned = readMicrodiamonds(expected.microdiamonds);
    this.#sent += 1;
    this.#spent = addCoins(this.#spent, coins);
    this.#balances.set(viewerId, subtractCoins(this.balanceOf(viewerId), coins));
    this.#earned.set(request.creatorId, addDiamonds(this.earnedBy(request.creatorId), earned));
  }
}
