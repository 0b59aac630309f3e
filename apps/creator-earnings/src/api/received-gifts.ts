import { Injectable } from '@nestjs/common';
import { EventStore } from '@gifting/event-store';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { NoteStore } from '@gifting/read-store';
import { readBackwards, type StreamEvent } from '@gifting/engine';
import { historyBefore, historyPage, type Page, type PageRequest } from '@gifting/http';
import type { EarningsEvent } from '../domain/earnings.events';
import type { ReceivedGift } from './views';

interface PickedGift {
  readonly gift: ReceivedGift;
  readonly messageRef: string | undefined;
}

/** A creator's own gifts: no projection, but the stream itself, newest first. */
@Injectable()
export class ReceivedGifts {
  constructor(
    private readonly store: EventStore,
    private readonly notes: NoteStore,
  ) {}

  async page(creatorId: string, { cursor, limit }: PageRequest): Promise<Page<ReceivedGift>> {
    const { items, nextBefore } = await readBackwards(this.store, `earnings-${creatorId}`, {
      before: historyBefore(cursor),
      limit,
      pick: pickGift,
    });
    const refs = items.flatMap(({ messageRef }) => (messageRef === undefined ? [] : [messageRef]));
    const texts = refs.length === 0 ? [] : await this.notes.get(refs);
    const messages = new Map(refs.map((ref, index) => [ref, texts[index]]));
    const gifts = items.map(({ gift, messageRef }) => {
      // A message that was erased is as if none had been sent.
      const message = messageRef && messages.get(messageRef);
      return message === undefined ? gift : { ...gift, message };
    });
    return historyPage(gifts, nextBefore);
  }
}

function pickGift(event: StreamEvent<EarningsEvent>): PickedGift | undefined {
  if (event.type !== 'DiamondsCredited') return undefined;
  const { coins, giftId, giftTxId, messageRef, microdiamonds, quantity, viewerId } = event.data;
  const gift = {
    giftTxId,
    viewerId: viewerId ?? null,
    giftId,
    quantity,
    coins,
    diamonds: printDiamonds(readMicrodiamonds(microdiamonds)),
    at: event.metadata.recordedAt,
    position: event.position,
  };
  return { gift, messageRef };
}
