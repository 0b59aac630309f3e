import type { StreamEvent } from '@gifting/engine';
import type { Position } from '@gifting/kernel';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import type { EarningsEvent } from '../domain/earnings.events';
import type { ReceivedGift } from './views';

/** A gift as its creator may see it, and where its message is. */
export interface ShownGift {
  /** That of the creator's own event. */
  readonly position: Position;
  readonly gift: Omit<ReceivedGift, 'message' | 'position'>;
  readonly messageRef: string | undefined;
}

/** What the creator sees of an event of their stream; nothing where it is no gift. */
export function shownGift(event: StreamEvent<EarningsEvent>): ShownGift | undefined {
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
  };
  return { position: event.position, gift, messageRef };
}
