import { comparePositions, type Position } from '@gifting/kernel';
import { type Currency } from '@gifting/kernel/money';
import type { AuditedEvent } from './audited-event';
import type { Pico } from './pico';

/** Value on its way, by currency. */
export type Amounts = ReadonlyMap<Currency, Pico>;

/**
 * Value that left one stream and has not arrived in the next. Each leg is counted by itself: what
 * arrives without having left is not in transit, and neither is what can no longer arrive.
 */
export class Transit {
  /** By target stream and producer, then by the position of the event that the message carries. */
  readonly #lanes = new Map<string, Map<Position, Amounts>>();
  readonly #totals = new Map<Currency, Pico>();

  /** @param producer the service that wrote the event and will publish it */
  depart(event: AuditedEvent, producer: string, targetStream: string, amounts: Amounts): void {
    const name = laneName(producer, targetStream);
    const lane = this.#lanes.get(name) ?? new Map<Position, Amounts>();
    this.#lanes.set(name, lane.set(event.position, amounts));
    this.#count(amounts, 1n);
  }

  /** Takes the leg that an event answers; false when nothing had left for it. */
  arrive({ metadata: { source }, stream }: AuditedEvent): boolean {
    return source !== undefined && this.#take(laneName(source.producer, stream), source.position);
  }

  /**
   * Takes the legs that an event has jumped over, and answers their positions. Messages of one producer
   * arrive in the order of their positions, so a leg before the source of an event never arrives.
   */
  overtaken({ metadata: { source }, stream }: AuditedEvent): readonly Position[] {
    if (source === undefined) return [];
    const name = laneName(source.producer, stream);
    const lost: Position[] = [];
    for (const position of this.#lanes.get(name)?.keys() ?? []) {
      if (comparePositions(position, source.position) >= 0) break;
      lost.push(position);
    }
    for (const position of lost) this.#take(name, position);
    return lost;
  }

  total(currency: Currency): Pico {
    return this.#totals.get(currency) ?? 0n;
  }

  #take(name: string, position: Position): boolean {
    const lane = this.#lanes.get(name);
    const amounts = lane?.get(position);
    if (lane === undefined || amounts === undefined) return false;
    lane.delete(position);
    if (lane.size === 0) this.#lanes.delete(name);
    this.#count(amounts, -1n);
    return true;
  }

  #count(amounts: Amounts, sign: bigint): void {
    for (const [currency, value] of amounts) {
      this.#totals.set(currency, this.total(currency) + sign * value);
    }
  }
}

const laneName = (producer: string, stream: string): string => `${producer} ${stream}`;
