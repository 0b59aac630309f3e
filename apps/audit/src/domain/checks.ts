import { type Currency, readMicros } from '@gifting/kernel/money';
import { readCoins } from '@gifting/kernel/coins';
import { readMicrodiamonds } from '@gifting/kernel/diamonds';
import type { Allocation, AuditedData, PayoutLine, SettledPayout } from './audited-event';
import { diamondValue, type Pico, picoOf } from './pico';

/** What the coins of a spend had cost, by currency of the lots. */
export function valueOf(allocations: readonly Allocation[]): Map<Currency, Pico> {
  const values = new Map<Currency, Pico>();
  for (const { value } of allocations) {
    const sum = values.get(value.currency) ?? 0n;
    values.set(value.currency, sum + picoOf(readMicros(value)));
  }
  return values;
}

/** What the diamonds of a payout are worth at their pinned net rates, by payout currency. */
export function linesValue(lines: readonly PayoutLine[]): Map<Currency, Pico> {
  const values = new Map<Currency, Pico>();
  for (const { microdiamonds, netRate } of lines) {
    const value = diamondValue(readMicrodiamonds(microdiamonds), readMicros(netRate));
    values.set(netRate.currency, (values.get(netRate.currency) ?? 0n) + value);
  }
  return values;
}

/** price × quantity = coins = Σ allocations, and each creator stands there once. */
export function faultOfGift(gift: AuditedData['GiftSent']): string | undefined {
  const coins = readCoins(gift.coins);
  const allocated = gift.allocations.reduce((sum, part) => sum + readCoins(part.coins), 0n);
  const priced = readCoins(gift.price) * BigInt(gift.quantity);
  if (priced !== coins) return `the price makes ${priced} coins, not ${coins}`;
  if (allocated !== coins) return `${allocated} coins were allocated for ${coins}`;
  const creators = new Set(gift.recipients.map(({ creatorId }) => creatorId));
  if (creators.size !== gift.recipients.length) return 'a creator is named twice';
  return undefined;
}

/** net + commission + the provider fee where the creator bears it = gross; net at the pinned rates. */
export function faultOfPayout(payout: SettledPayout): string | undefined {
  const [net, fee] = [readMicros(payout.net), readMicros(payout.providerFee)];
  const borne = payout.providerFeeBearer === 'creator' ? fee : 0n;
  if (net + readMicros(payout.commission) + borne !== readMicros(payout.gross)) {
    return 'net, commission and fee do not add up to gross';
  }
  const worth = linesValue(payout.lines).get(payout.net.currency) ?? 0n;
  if (worth !== (net + borne) * 1_000_000n) return 'the diamonds are not worth what was paid';
  return undefined;
}
