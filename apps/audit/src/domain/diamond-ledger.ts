import {
  addDiamonds,
  type Microdiamonds,
  NO_DIAMONDS,
  printDiamonds,
  readMicrodiamonds,
  subtractDiamonds,
} from '@gifting/kernel/diamonds';
import { type Currency, readMicros } from '@gifting/kernel/money';
import type { AuditedData, PayoutLine } from './audited-event';
import { linesValue } from './checks';
import { diamondValue, type Pico } from './pico';

interface AuditedCreator {
  available: Microdiamonds;
  reserved: Microdiamonds;
}

/**
 * All creators, as the events of their streams say:
 * credited − clawedBack − (redeemed − restoredAfterPaid) = pending + available + reserved + held.
 */
export class DiamondLedger {
  readonly #creators = new Map<string, AuditedCreator>();
  readonly #liabilities = new Map<Currency, Pico>();
  #credited = NO_DIAMONDS;
  #redeemed = NO_DIAMONDS;
  #restoredAfterPaid = NO_DIAMONDS;
  #available = NO_DIAMONDS;
  #reserved = NO_DIAMONDS;

  credit({ creatorId, microdiamonds, netRate }: AuditedData['DiamondsCredited']): void {
    const amount = readMicrodiamonds(microdiamonds);
    this.#credited = addDiamonds(this.#credited, amount);
    this.#move(creatorId, amount, NO_DIAMONDS);
    this.#owe(netRate.currency, diamondValue(amount, readMicros(netRate)));
  }

  /** Each answers what is wrong, for a person. */
  reserve({ creatorId, lines }: AuditedData['DiamondsReserved']): string | undefined {
    const amount = sumOf(lines);
    return this.#move(creatorId, -amount as Microdiamonds, amount);
  }

  redeem({ creatorId, lines }: AuditedData['DiamondsRedeemed']): string | undefined {
    const amount = sumOf(lines);
    this.#redeemed = addDiamonds(this.#redeemed, amount);
    for (const [currency, value] of linesValue(lines)) this.#owe(currency, -value);
    return this.#move(creatorId, NO_DIAMONDS, -amount as Microdiamonds);
  }

  restore({ creatorId, from, lines }: AuditedData['DiamondsRestored']): string | undefined {
    const amount = sumOf(lines);
    if (from === 'reserved') return this.#move(creatorId, amount, -amount as Microdiamonds);
    this.#restoredAfterPaid = addDiamonds(this.#restoredAfterPaid, amount);
    for (const [currency, value] of linesValue(lines)) this.#owe(currency, value);
    return this.#move(creatorId, amount, NO_DIAMONDS);
  }

  /** Σ of what creators are owed, at the pinned net rates. */
  liability(currency: Currency): Pico {
    return this.#liabilities.get(currency) ?? 0n;
  }

  /** The terms of the creator equation. Those that no event of this release changes are zero. */
  terms(): Record<string, string> {
    const redeemed = subtractDiamonds(this.#redeemed, this.#restoredAfterPaid);
    return {
      credited: printDiamonds(this.#credited),
      clawedBack: '0',
      redeemed: printDiamonds(this.#redeemed),
      restoredAfterPaid: printDiamonds(this.#restoredAfterPaid),
      total: printDiamonds(subtractDiamonds(this.#credited, redeemed)),
      pending: '0',
      available: printDiamonds(this.#available),
      reserved: printDiamonds(this.#reserved),
      held: '0',
    };
  }

  #move(creatorId: string, available: Microdiamonds, reserved: Microdiamonds): string | undefined {
    const creator = this.#creators.get(creatorId) ?? {
      available: NO_DIAMONDS,
      reserved: NO_DIAMONDS,
    };
    this.#creators.set(creatorId, creator);
    creator.available = addDiamonds(creator.available, available);
    creator.reserved = addDiamonds(creator.reserved, reserved);
    this.#available = addDiamonds(this.#available, available);
    this.#reserved = addDiamonds(this.#reserved, reserved);
    if (creator.available < 0n) return `${creatorId} has less than nothing available`;
    if (creator.reserved < 0n) return `${creatorId} has less than nothing reserved`;
    return undefined;
  }

  #owe(currency: Currency, value: Pico): void {
    this.#liabilities.set(currency, this.liability(currency) + value);
  }
}

const sumOf = (lines: readonly PayoutLine[]): Microdiamonds =>
  lines.reduce((sum, line) => addDiamonds(sum, readMicrodiamonds(line.microdiamonds)), NO_DIAMONDS);
