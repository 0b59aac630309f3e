import type { FeedMessages, FeedMessageType } from '@gifting/contracts';
import { type FeedMessage, UnknownMessage } from '@gifting/engine';
import type { Position } from '@gifting/kernel';
import { coinsOf, IDS, NOW, PURCHASE_ID, REFUND_ID, UNTIL, usd } from './domain/refund.fixture';
import { purchaseKind, refundKind, walletKind } from './incoming';

const LATER = '2026-11-02T08:00:00.000Z';
const message = <Type extends FeedMessageType>(type: Type, data: FeedMessages[Type]): FeedMessage =>
  ({
    type,
    schemaVersion: 1,
    data,
    key: 'wallet-ana',
    source: { position: '1' as Position, producer: 'wallet', store: 'store.1' },
    recordedAt: LATER,
    traceId: undefined,
  }) as FeedMessage;

const REQUEST = { ...IDS, refundableUntil: UNTIL, requestedAt: NOW };

describe('a wallet', () => {
  it('is asked for the coins of a refund, by the time at which it was requested', () => {
    const asked = {
      kind: 'refund',
      purchaseId: PURCHASE_ID,
      refundId: REFUND_ID,
      refundableUntil: UNTIL,
      requestedAt: NOW,
    };
    const some = message('RefundRequested', { ...REQUEST, coins: coinsOf(33) });
    expect(walletKind.commandOf(some, LATER)).toStrictEqual({ ...asked, coins: 33n });
    expect(walletKind.commandOf(message('RefundRequested', REQUEST), LATER)).toStrictEqual(asked);
  });

  it.each(['RefundFailedReported', 'RefundReversedReported'] as const)(
    'takes coins back after %s',
    (type) => {
      expect(walletKind.commandOf(message(type, IDS), LATER)).toStrictEqual({
        kind: 'restore-refund',
        purchaseId: PURCHASE_ID,
        refundId: REFUND_ID,
      });
    },
  );
});

describe('a refund', () => {
  const taken = { coins: coinsOf(33), money: usd('0.39'), refundId: REFUND_ID };
  const declined = { code: 'lot-already-spent', refundId: REFUND_ID } as const;

  it('is approved with the amounts of the wallet, and declined with its code', () => {
    expect(refundKind.commandOf(message('CoinsRefunded', taken), LATER)).toStrictEqual({
      kind: 'approve',
      coins: '33',
      money: usd('0.39'),
    });
    expect(refundKind.commandOf(message('CoinsRefundDeclined', declined), LATER)).toStrictEqual({
      kind: 'decline',
      code: 'lot-already-spent',
    });
  });

  it('skips no message that it does not know, and no other stream takes its own', () => {
    expect(() => refundKind.commandOf(message('RefundFailedReported', IDS), LATER)).toThrow(
      UnknownMessage,
    );
    for (const kind of [walletKind, purchaseKind]) {
      expect(() => kind.commandOf(message('CoinsRefunded', taken), LATER)).toThrow(UnknownMessage);
    }
  });

  it('needs not be kept at hand once it is decided', () => {
    const request = { stage: 'requested', request: {} } as never;
    expect(refundKind.isFinished?.(request)).toBe(false);
    expect(refundKind.isFinished?.({ stage: 'approved' } as never)).toBe(true);
    expect(refundKind.isFinished?.({ stage: 'declined' } as never)).toBe(true);
  });
});
