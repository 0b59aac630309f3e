import {
  addCoins,
  type Coins,
  type CoinsText,
  minCoins,
  NO_COINS,
  readCoins,
} from '@gifting/kernel/coins';
import { type Currency, type Micros, microsPerMinorUnit, readMicros } from '@gifting/kernel/money';
import type { AuditedData } from './audited-event';
import { lotValue, type Pico } from './pico';

interface AuditedLot {
  readonly currency: Currency;
  readonly unitCost: Micros;
  readonly granted: Coins;
  readonly paid: Micros;
  spent: Coins;
  /** Refunds that were not undone, by refundId. */
  readonly refunds: Map<string, { readonly coins: Coins; readonly money: Micros }>;
}

/**
 * All lots and wallets, as the events of wallets say. Per lot:
 * granted = remaining + spent + (refunded − refundRestored).
 */
export class CoinLedger {
  readonly #lots = new Map<string, AuditedLot>();
  /** Σ remaining by wallet stream. */
  readonly #balances = new Map<string, Coins>();
  readonly #liabilities = new Map<Currency, Pico>();
  #granted = NO_COINS;
  #spent = NO_COINS;
  #refunded = NO_COINS;
  #refundRestored = NO_COINS;
  #remaining = NO_COINS;

  hasLot(purchaseId: string): boolean {
    return this.#lots.has(purchaseId);
  }

  /** Answers granted × unit cost. */
  grant(lot: AuditedData['CoinsPurchased']): Pico {
    const granted = readCoins(lot.coins);
    const unitCost = readMicros(lot.unitCost);
    const { currency } = lot.unitCost;
    this.#lots.set(lot.purchaseId, {
      currency,
      unitCost,
      granted,
      paid: readMicros(lot.paid),
      spent: NO_COINS,
      refunds: new Map(),
    });
    this.#granted = addCoins(this.#granted, granted);
    this.#changeRemaining(currency, granted, unitCost);
    this.#changeBalance(`wallet-${lot.viewerId}`, granted);
    return lotValue(granted, unitCost);
  }

  /** Answers what is wrong with the spend, for a person. What lots do not hold is not taken from them. */
  spend(stream: string, spend: AuditedData['CoinsSpent']): string | undefined {
    let fault: string | undefined;
    for (const { coins: text, purchaseId, value } of spend.allocations) {
      const coins = readCoins(text);
      const lot = this.#lots.get(purchaseId);
      if (lot === undefined) {
        fault ??= `${purchaseId} has no lot`;
        continue;
      }
      const remaining = remainingOf(lot);
      if (remaining < coins) fault ??= `lot ${purchaseId} holds ${remaining} coins, not ${coins}`;
      if (readMicros(value) !== coins * lot.unitCost) fault ??= `${purchaseId} is valued wrongly`;
      const taken = coins < remaining ? coins : remaining;
      lot.spent = addCoins(lot.spent, taken);
      this.#spent = addCoins(this.#spent, taken);
      this.#changeRemaining(lot.currency, -taken as Coins, lot.unitCost);
      this.#changeBalance(stream, -taken as Coins);
    }
    return fault ?? this.#faultOfBalance(stream, spend.balanceAfter);
  }

  /** Takes the coins of a refund out of their lot, and answers what is wrong with it, for a person. */
  refund(stream: string, refund: AuditedData['CoinsRefunded']): string | undefined {
    const { purchaseId, refundId } = refund;
    const lot = this.#lots.get(purchaseId);
    if (lot === undefined) return `${purchaseId} has no lot`;
    const coins = readCoins(refund.coins);
    const money = readMicros(refund.money);
    let fault: string | undefined;
    const remaining = remainingOf(lot);
    if (remaining < coins) fault = `lot ${purchaseId} holds ${remaining} coins, not ${coins}`;
    if (coins === NO_COINS) fault ??= `refund ${refundId} takes no coins`;
    if (readMicros(refund.value) !== coins * lot.unitCost) {
      fault ??= `${purchaseId} is valued wrongly`;
    }
    const due = refundDue(lot, coins);
    if (money !== due || refund.money.currency !== lot.currency) {
      fault ??= `refund ${refundId} is worth ${due} micros, not ${money}`;
    }
    if (lot.refunds.has(refundId)) fault ??= `refund ${refundId} took its coins before`;
    const taken = minCoins(coins, remaining);
    lot.refunds.set(refundId, { coins: taken, money });
    this.#refunded = addCoins(this.#refunded, taken);
    this.#changeRemaining(lot.currency, -taken as Coins, lot.unitCost);
    this.#changeBalance(stream, -taken as Coins);
    return fault ?? this.#faultOfBalance(stream, refund.balanceAfter);
  }

  /** Puts the coins of a refund back into their lot, and answers what is wrong with it, for a person. */
  restore(stream: string, restored: AuditedData['CoinsRestored']): string | undefined {
    const { claimId, purchaseId } = restored;
    const lot = this.#lots.get(purchaseId);
    const refund = lot?.refunds.get(claimId);
    if (lot === undefined || refund === undefined) return `${claimId} has taken nothing`;
    lot.refunds.delete(claimId);
    this.#refundRestored = addCoins(this.#refundRestored, refund.coins);
    this.#changeRemaining(lot.currency, refund.coins, lot.unitCost);
    this.#changeBalance(stream, refund.coins);
    if (readCoins(restored.coins) !== refund.coins || readMicros(restored.money) !== refund.money) {
      return `${claimId} had taken other amounts`;
    }
    if (readMicros(restored.value) !== refund.coins * lot.unitCost) {
      return `${purchaseId} is valued wrongly`;
    }
    return this.#faultOfBalance(stream, restored.balanceAfter);
  }

  /** Σ V(remaining) */
  liability(currency: Currency): Pico {
    return this.#liabilities.get(currency) ?? 0n;
  }

  /** Every term of the lot and debt equations. Those that no event of this release changes are zero. */
  terms(): Record<string, string> {
    return {
      granted: this.#granted.toString(),
      remaining: this.#remaining.toString(),
      spent: this.#spent.toString(),
      returned: '0',
      refunded: this.#refunded.toString(),
      refundRestored: this.#refundRestored.toString(),
      chargedBack: '0',
      chargeRestored: '0',
      debtRepaid: '0',
      debtGivenBack: '0',
      debtIncurred: '0',
      debtOutstanding: '0',
      debtCancelled: '0',
      debtWrittenOff: '0',
    };
  }

  #changeRemaining(currency: Currency, change: Coins, unitCost: Micros): void {
    this.#remaining = addCoins(this.#remaining, change);
    const liability = this.liability(currency) + lotValue(change, unitCost);
    this.#liabilities.set(currency, liability);
  }

  #changeBalance(stream: string, change: Coins): void {
    this.#balances.set(stream, addCoins(this.#balances.get(stream) ?? NO_COINS, change));
  }

  #faultOfBalance(stream: string, stated: CoinsText): string | undefined {
    const balance = this.#balances.get(stream) ?? NO_COINS;
    if (readCoins(stated) === balance) return undefined;
    return `the balance is ${balance} coins, not ${stated}`;
  }
}

const sumOf = <Part extends bigint>(parts: Iterable<Part>): bigint => {
  let sum = 0n;
  for (const part of parts) sum += part;
  return sum;
};

const refundsOf = ({ refunds }: AuditedLot) => [...refunds.values()];

const remainingOf = (lot: AuditedLot): Coins =>
  (lot.granted - lot.spent - sumOf(refundsOf(lot).map(({ coins }) => coins))) as Coins;

/** What a refund of so many coins pays: paid × claimed ÷ granted in whole minor units, less what was paid. */
function refundDue(lot: AuditedLot, coins: Coins): bigint {
  const refunds = refundsOf(lot);
  const claimed = coins + sumOf(refunds.map((refund) => refund.coins));
  const unit = microsPerMinorUnit(lot.currency);
  const due = ((lot.paid * claimed) / (lot.granted * unit)) * unit;
  const paidOut = sumOf(refunds.map(({ money }) => money));
  return due > paidOut ? due - paidOut : 0n;
}
