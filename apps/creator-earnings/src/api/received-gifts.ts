import { Injectable } from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import { readBackwards } from '@gifting/engine';
import { historyBefore, historyPage, type Page, type PageRequest } from '@gifting/http';
import { GiftMessages } from './gift-messages';
import { shownGift } from './shown-gift';
import type { ReceivedGift } from './views';

/** A creator's own gifts: no projection, but the stream itself, newest first. */
@Injectable()
export class ReceivedGifts {
  constructor(
    private readonly store: EventStore,
    private readonly messages: GiftMessages,
  ) {}

  async page(creatorId: string, { cursor, limit }: PageRequest): Promise<Page<ReceivedGift>> {
    const { items, nextBefore } = await readBackwards(this.store, `earnings-${creatorId}`, {
      before: historyBefore(cursor),
      limit,
      pick: shownGift,
    });
    const messages = await this.messages.of(items);
    const gifts = items.map(({ gift, position }, index): ReceivedGift => {
      const message = messages[index];
      return { ...gift, ...(message === undefined ? {} : { message }), position };
    });
    return historyPage(gifts, nextBefore);
  }
}
