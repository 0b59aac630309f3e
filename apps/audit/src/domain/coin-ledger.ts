import { addCoins, type Coins, NO_COINS, readCoins, subtractCoins } from '@gifting/kernel/coins';
import { type Currency, type Micros, readMicros } from '@gifting/kernel/money';
import type { AuditedData } from './audited-event';
import { lotValue, type Pico } from './pico';

interface AuditedLot {
  readonly currency: Currency;
  readonly unitCost: Micros;
  readonly granted: Coins;
  spent: Coins;
}

/** All lots and wallets, as CoinsPurchased and CoinsSpent say. granted = remaining + spent, per lot. */
export class CoinLedger {
  readonly #lots = new Map<string, AuditedLot>();
  /** Σ remaining by wallet stream. */
  readonly #balances = new Map<string, Coins>();
  readonly #liabilities = new Map<Currency, Pico>();
  #granted = NO_COINS;
  #spent = NO_COINS;
  #remaining = NO_COINS;

  hasLot(purchaseId: string): boolean {
    return this.#lots.has(purchaseId);
  }

  /** Answers granted × unit cost. */
  grant(lot: AuditedData['CoinsPurchased']): Pico {
    const granted = readCoins(lot.coins);
    const unitCost = readMicros(lot.unitCost);
    const { currency } = lot.unitCost;
    this.#lots.set(lot.purchaseId, { currency, unitCost, granted, spent: NO_COINS });
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
      const remaining = subtractCoins(lot.granted, lot.spent);
      if (remaining < coins) fault ??= `lot ${purchaseId} holds ${remaining} coins, not ${coins}`;
      if (readMicros(value) !== coins * lot.unitCost) fault ??= `${purchaseId} is valued wrongly`;
      const taken = coins < remaining ? coins : remaining;
      lot.spent = addCoins(lot.spent, taken);
      this.#spent = addCoins(this.#spent, taken);
      this.#changeRemaining(lot.currency, -taken as Coins, lot.unitCost);
      this.#changeBalance(stream, -taken as Coins);
    }
    const balance = this.#balances.get(stream) ?? NO_COINS;
    if (readCoins(spend.balanceAfter) !== balance) {
      fault ??= `the balance is ${balance} coins, not ${spend.balanceAfter}`;
    }
    return fault;
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
      refunded: '0',
      refundRestored: '0',
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
}
