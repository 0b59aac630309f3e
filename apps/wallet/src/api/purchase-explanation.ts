import { Injectable } from '@nestjs/common';
import { foldStream, readEvents, type StreamEvent } from '@gifting/engine';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import { EventStore } from '@gifting/event-store';
import { type Position, type PurchaseId } from '@gifting/kernel';
import { notFound } from '@gifting/http';
import { purchaseDecider, type PurchaseState } from '../domain/purchase.decider';
import type { PurchaseEvent } from '../domain/purchase.events';
import type { WalletEvent } from '../domain/wallet.events';
import type { ExplanationView } from './views';

type ChainEvent = StreamEvent<PurchaseEvent | WalletEvent>;

/** Follows one payment from its report to its coins, or to what it still waits for. */
@Injectable()
export class PurchaseExplanation {
  constructor(private readonly store: EventStore) {}

  /** @throws RefusalError `not-found` */
  async of(purchaseId: PurchaseId): Promise<ExplanationView> {
    const events = await readEvents<PurchaseEvent>(this.store, `purchase-${purchaseId}`);
    if (events.length === 0) throw notFound();
    const { state } = foldStream(purchaseDecider, events);
    const chain: ChainEvent[] = [];
    for (const event of events) {
      const cause = await this.#cause(event.metadata.source?.position);
      if (cause !== undefined) chain.push(cause);
      chain.push(event);
    }
    return {
      purchaseId,
      state: state.stage,
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
    case 'CoinsSpent':
    case 'CoinsSpendDeclined':
    case 'WalletFrozen':
    case 'WalletUnfrozen':
      return event.type;
    case MESSAGE_NOTED:
      return `A message changed nothing: ${event.data.reason}.`;
  }
}
