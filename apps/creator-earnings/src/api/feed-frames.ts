import { Injectable } from '@nestjs/common';
import type { StreamEvent } from '@gifting/engine';
import type { Position } from '@gifting/kernel';
import type { EarningsEvent } from '../domain/earnings.events';
import { GiftMessages } from './gift-messages';
import { shownGift, type ShownGift } from './shown-gift';

/** An event of a feed as it goes over the wire. Its bytes are shared by all who listen. */
export interface FeedFrame {
  readonly position: Position;
  readonly bytes: Buffer;
}

/** Makes frames of the events of one creator. */
@Injectable()
export class FeedFrames {
  constructor(private readonly messages: GiftMessages) {}

  /**
   * The frames of events, in their order; events that no feed shows are left out.
   * @throws what reading the messages throws
   */
  async of(events: readonly StreamEvent<EarningsEvent>[]): Promise<readonly FeedFrame[]> {
    const gifts = events.flatMap((event) => shownGift(event) ?? []);
    const messages = await this.messages.of(gifts);
    return gifts.map((gift, index) => giftFrame(gift, messages[index]));
  }
}

/** JSON has no raw line breaks, so no message can end the frame or begin another field. */
export function giftFrame({ gift, position }: ShownGift, message: string | undefined): FeedFrame {
  const { at, ...facts } = gift;
  const data = JSON.stringify({ ...facts, ...(message === undefined ? {} : { message }), at });
  return { position, bytes: Buffer.from(`id: ${position}\nevent: gift\ndata: ${data}\n\n`) };
}
