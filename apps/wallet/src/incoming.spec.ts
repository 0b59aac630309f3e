import type { FeedMessages, FeedMessageType } from '@gifting/contracts';
import { type FeedMessage, UnknownMessage } from '@gifting/engine';
import type { GiftTxId, Position, PurchaseId, ViewerId } from '@gifting/kernel';
import type { CoinsText } from '@gifting/kernel/coins';
import { purchaseKind, walletKind } from './incoming';

const NOW = '2026-11-25T12:00:00.000Z';

const message = <Type extends FeedMessageType>(type: Type, data: FeedMessages[Type]) =>
  ({
    type,
    schemaVersion: 1,
    data,
    key: 'wallet-ana',
    source: { position: '1' as Position, producer: 'gift', store: 'store.1' },
    recordedAt: NOW,
    traceId: undefined,
  }) as FeedMessage;

const operation = (action: string) =>
  message('OperationRequested', {
    action,
    operationId: 'op-1',
    reason: 'a stolen card',
    requestedBy: 'olga' as ViewerId,
    target: 'wallet-ana-maria',
  });

describe('a wallet', () => {
  it('is asked for the coins of a gift, at the time of the decision', () => {
    const gift = {
      coins: '5' as CoinsText,
      giftTxId: 'gift-1' as GiftTxId,
      validUntil: '2026-11-25T12:01:00.000Z',
      viewerId: 'ana' as ViewerId,
    };
    expect(walletKind.commandOf(message('GiftRequested', gift), NOW)).toEqual({
      kind: 'spend',
      now: NOW,
      giftTxId: 'gift-1',
      coins: 5n,
      validUntil: '2026-11-25T12:01:00.000Z',
    });
  });

  it.each(['freeze', 'unfreeze'])('is asked by an operator to %s', (action) => {
    expect(walletKind.commandOf(operation(action), NOW)).toEqual({
      kind: action,
      reason: 'a stolen card',
      viewerId: 'ana-maria',
    });
  });

  it('skips no message that it does not know', () => {
    const answered = message('OperationAnswered', { operationId: 'op-1' });
    expect(() => walletKind.commandOf(operation('melt'), NOW)).toThrow(UnknownMessage);
    expect(() => walletKind.commandOf(answered, NOW)).toThrow(UnknownMessage);
  });
});

describe('a purchase', () => {
  it('is credited by its lot, and by nothing else', () => {
    const lot = {
      coins: '5' as CoinsText,
      purchaseId: 'demo.t' as PurchaseId,
      viewerId: 'ana' as ViewerId,
    };
    expect(purchaseKind.commandOf(message('CoinsPurchased', lot), NOW)).toEqual({
      kind: 'confirm-grant',
    });
    expect(() => purchaseKind.commandOf(operation('freeze'), NOW)).toThrow(UnknownMessage);
  });
});
