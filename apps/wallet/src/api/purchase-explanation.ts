import { Injectable } from '@nestjs/common';
import { foldStream, Projections, readEvents, type StreamEvent } from '@gifting/engine';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import { EventStore } from '@gifting/event-store';
import { comparePositions, type Position, type PurchaseId } from '@gifting/kernel';
import { notFound, unrefused } from '@gifting/http';
import { purchaseDecider, type PurchaseState } from '../domain/purchase.decider';
import type { PurchaseEvent } from '../domain/purchase.events';
import type { RefundEvent } from '../domain/refund.events';
import type { WalletEvent } from '../domain/wallet.events';
import { purchases, type PurchaseRow, stateOf } from '../projections/purchases.projection';
import { refundStream } from './recorded-refunds';
import type { ExplanationView } from './views';

type ChainEvent = StreamEvent<PurchaseEvent | WalletEvent | RefundEvent>;

/**
 * Follows one payment from its report to its coins and through its refunds, or to what it still waits
 * for. Refunds that the provider has not reported on yet are those of the read model.
 */
@Injectable()
export class PurchaseExplanation {
  constructor(
    private readonly store: EventStore,
    private readonly projections: Projections,
  ) {}

  /** @throws RefusalError `not-found` */
  async of(purchaseId: PurchaseId): Promise<ExplanationView> {
    const events = await readEvents<PurchaseEvent>(this.store, `purchase-${purchaseId}`);
    if (events.length === 0) throw notFound();
    const { state } = foldStream(purchaseDecider, events);
    const row = await this.#rowOf(purchaseId);
    const refundIds = new Set([
      ...(row?.refunds ?? []).map(({ refundId }) => refundId),
      ...events.flatMap((event) => ('refundId' in event.data ? [event.data.refundId] : [])),
    ]);
    const ofRefunds = await Promise.all(
      Array.from(refundIds, (refundId) =>
        readEvents<RefundEvent>(this.store, refundStream(refundId)),
      ),
    );
    const chain = await this.#withCauses([...events, ...ofRefunds.flat()]);
    return {
      purchaseId,
      state: row === undefined || row.refunds.length === 0 ? state.stage : stateOf(row),
      waitingFor: waitingFor(state),
      chain: chain.map((event) => ({
        position: event.position,
        eventId: event.id,
        type: event.type,
        stream: event.stream,
        recordedAt: event.metadata.recordedAt,
        summary: summaryOf(event),
      })),
    };
  }

  async #rowOf(purchaseId: PurchaseId): Promise<PurchaseRow | undefined> {
    const view = unrefused(await this.projections.at(purchases, undefined));
    return view.get<PurchaseRow>(purchaseId);
  }

  /** The events with those that they answer, in the order recorded. */
  async #withCauses(events: readonly ChainEvent[]): Promise<readonly ChainEvent[]> {
    const causes = await Promise.all(
      events.map(({ metadata }) => this.#cause(metadata.source?.position)),
    );
    const chain = [...events, ...causes.filter((cause) => cause !== undefined)];
    return [...new Map(chain.map((event) => [event.position, event])).values()].sort((a, b) =>
      comparePositions(a.position, b.position),
    );
  }

  /** The event that the message carried which an event answers. */
  async #cause(position: Position | undefined): Promise<ChainEvent | undefined> {
    if (position === undefined) return undefined;
    const { events } = await this.store.readAll({ from: position, limit: 1 });
    // What asks for a lot or credits a purchase is an event of the wallet service, too.
    return events[0] as ChainEvent | undefined;
  }
}

function waitingFor(state: PurchaseState): string | null {
  switch (state.stage) {
    case 'captured':
      return 'The lot is being granted.';
    case 'held':
      return `An operator decides, because of ${state.code}.`;
    case 'credited':
    case 'none':
      return null;
  }
}

function summaryOf(event: ChainEvent): string {
  switch (event.type) {
    case 'PurchaseCaptured': {
      const { paid, viewerId } = event.data.report;
      return `${viewerId} paid ${paid.currency} ${paid.value}.`;
    }
    case 'PurchaseHeld':
      return `It is held: ${event.data.code}.`;
    case 'CoinsPurchased':
      return `A lot of ${event.data.coins} coins was granted to ${event.data.viewerId}.`;
    case 'PurchaseCredited':
      return `${event.data.coins} coins can be spent.`;
    case 'RefundRequested': {
      const { coins = 'all unspent', reason } = event.data;
      return `A refund of ${coins} coins was requested: ${reason}.`;
    }
    case 'CoinsRefunded':
      return `${event.data.coins} coins left the lot.`;
    case 'RefundApproved': {
      const { money } = event.data;
      return `A refund of ${money.currency} ${money.value} was approved.`;
    }
    case 'CoinsRefundDeclined':
    case 'RefundDeclined':
      return `A refund was declined: ${event.data.code}.`;
    case 'RefundReported': {
      const { amount } = event.data;
      return `The provider paid ${amount.currency} ${amount.value} back.`;
    }
    case 'RefundFailedReported':
      return 'The refund could not be paid; its coins come back.';
    case 'RefundReversedReported':
      return 'The money of the refund came back; its coins come back too.';
    case 'CoinsRestored':
      return `${event.data.coins} coins are back in the lot.`;
    case 'CoinsSpent':
    case 'CoinsSpendDeclined':
    case 'WalletFrozen':
    case 'WalletUnfrozen':
      return event.type;
    case MESSAGE_NOTED:
      return `A message changed nothing: ${event.data.reason}.`;
  }
}
