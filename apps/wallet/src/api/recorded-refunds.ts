import { Injectable } from '@nestjs/common';
import { foldStream, readEvents, type StreamEvent } from '@gifting/engine';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import { EventStore } from '@gifting/event-store';
import { InvariantViolation, type Position, type PurchaseId } from '@gifting/kernel';
import { purchaseDecider } from '../domain/purchase.decider';
import type { PurchaseEvent } from '../domain/purchase.events';
import { outcomeOf, type RefundOutcome } from '../domain/purchase.refunds';
import { refundDecider, type RefundState } from '../domain/refund.decider';
import type { RefundApproved, RefundEvent } from '../domain/refund.events';

/** A refund as its own stream has it, with the place of the last event that says so. */
export interface RecordedRefund {
  readonly refund: RefundState;
  readonly position: Position;
}

export const refundStream = (refundId: string): string => `refund-${refundId}`;

/** Folds a refund's stream. @throws InvariantViolation for an empty one */
export function recordedRefund(events: readonly StreamEvent<RefundEvent>[]): RecordedRefund {
  const last = events.findLast(({ type }) => type !== MESSAGE_NOTED);
  if (last === undefined) throw new InvariantViolation('a refund that was never requested');
  return { refund: foldStream(refundDecider, events).state, position: last.position };
}

/** Reads refunds from their streams: nothing that decides about money rests on a projection. */
@Injectable()
export class RecordedRefunds {
  constructor(private readonly store: EventStore) {}

  async find(refundId: string): Promise<RecordedRefund | undefined> {
    const events = await this.#eventsOf(refundId);
    return events.length === 0 ? undefined : recordedRefund(events);
  }

  /** What we approved under this id for this purchase. */
  async approved(
    refundId: string,
    purchaseId: PurchaseId,
  ): Promise<RefundApproved['data'] | undefined> {
    const found = await this.find(refundId);
    if (found?.refund.stage !== 'approved') return undefined;
    const { approved } = found.refund;
    return approved.purchaseId === purchaseId ? approved : undefined;
  }

  /** What the provider has reported of an approved refund, and where; `undefined`: nothing yet. */
  async reported({
    purchaseId,
    refundId,
  }: Pick<RefundApproved['data'], 'purchaseId' | 'refundId'>): Promise<
    { readonly outcome: RefundOutcome; readonly position: Position } | undefined
  > {
    const events = await readEvents<PurchaseEvent>(this.store, `purchase-${purchaseId}`);
    const last = events.findLast(({ data }) => 'refundId' in data && data.refundId === refundId);
    const { state } = foldStream(purchaseDecider, events);
    if (last === undefined || !('refunds' in state)) return undefined;
    return { outcome: outcomeOf(state.refunds[refundId] ?? {}), position: last.position };
  }

  #eventsOf(refundId: string): Promise<readonly StreamEvent<RefundEvent>[]> {
    return readEvents<RefundEvent>(this.store, refundStream(refundId));
  }
}
