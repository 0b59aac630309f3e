import { foldStream } from '@gifting/engine';
import type { StoredEvent } from '@gifting/event-store';
import { assertNever, type JsonObject, type RefusalCode } from '@gifting/kernel';
import { printDiamonds, readMicrodiamonds } from '@gifting/kernel/diamonds';
import { giftDecider, type GiftState } from '../domain/gift.decider';
import type { Recipient } from '@gifting/kernel/facts';
import type { GiftRequested } from '../domain/gift.events';

/** A gift as its stream says, with the position of the last event that concerns it. */
export interface RecordedGift {
  readonly state: GiftState;
  readonly position: string;
}

/** Folds a gift's stream. @throws Error for an empty stream */
export function recordedGift(events: readonly StoredEvent[]): RecordedGift {
  const last = events.at(-1);
  if (last === undefined) throw new Error('a gift that was never asked for has no answer');
  return { state: foldStream(giftDecider, events).state, position: last.position };
}

/** The body that tells of a gift, whatever became of it. */
export function giftView({ state, position }: RecordedGift): JsonObject {
  switch (state.stage) {
    case 'none':
      throw new Error('a gift that was never asked for has no view');
    case 'requested':
      return viewOf(state.request, { state: 'requested', position });
    case 'sent': {
      const { balanceAfter: balance } = state.gift;
      return viewOf(state.gift, { state: 'sent', balance, position });
    }
    case 'declined':
      return viewOf(state.request, { state: 'declined', code: state.code, position });
    default:
      return assertNever(state);
  }
}

/** What the code of a declined gift means, for a person. */
export const declineDetail = (code: RefusalCode): string =>
  ({
    'insufficient-coins': 'The wallet holds fewer coins than the gift costs.',
    'wallet-frozen': 'The wallet is frozen; an operator can unfreeze it.',
    'request-expired': 'The gift waited too long for its coins; nothing was spent.',
  })[code as string] ?? `The gift was declined: ${code}.`;

// The outcome is spread last: members that are written behind a spread cost V8 more than the rest.
const viewOf = (
  gift: Pick<GiftRequested['data'], 'giftTxId' | 'giftId' | 'quantity' | 'coins' | 'recipients'>,
  outcome: JsonObject,
): JsonObject => ({
  giftTxId: gift.giftTxId,
  giftId: gift.giftId,
  quantity: gift.quantity,
  coins: gift.coins,
  recipients: gift.recipients.map(recipientView),
  ...outcome,
});

const recipientView = ({ creatorId, microdiamonds }: Recipient): JsonObject => ({
  creatorId,
  diamonds: printDiamonds(readMicrodiamonds(microdiamonds)),
});
