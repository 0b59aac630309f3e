import type { FeedMessages, FeedMessageType } from '@gifting/contracts';
import type { PayoutId, Position } from '@gifting/kernel';
import { type FeedMessage, UnknownMessage } from '@gifting/engine';
import { AMOUNTS, NOW } from './domain/payout.fixture';
import { payoutKind } from './incoming';

const message = <Type extends FeedMessageType>(type: Type, data: FeedMessages[Type]): FeedMessage =>
  ({
    type,
    schemaVersion: 1,
    data,
    key: 'payout-payout-1',
    source: { position: '1' as Position, producer: 'creator-earnings', store: 'store.1' },
    recordedAt: NOW,
    traceId: undefined,
  }) as FeedMessage;

const payoutId = 'payout-1' as PayoutId;
const operation = (action: string) =>
  message('OperationRequested', {
    action,
    operationId: 'op-1',
    reason: 'asked',
    target: 'payout-payout-1',
  });

describe('a payout', () => {
  it('takes its amounts from the reservation', () => {
    expect(
      payoutKind.commandOf(message('DiamondsReserved', { ...AMOUNTS, payoutId }), NOW),
    ).toEqual({ kind: 'reserve', amounts: AMOUNTS });
  });

  it('is declined where nothing could be reserved', () => {
    const decline = { code: 'insufficient-diamonds', payoutId } as const;
    expect(payoutKind.commandOf(message('DiamondsReservationDeclined', decline), NOW)).toEqual({
      kind: 'decline',
      code: 'insufficient-diamonds',
    });
  });

  it('is cancelled by an operation', () => {
    expect(payoutKind.commandOf(operation('cancel'), NOW)).toEqual({ kind: 'cancel' });
  });

  it('skips no message that it does not know', () => {
    expect(() => payoutKind.commandOf(operation('explode'), NOW)).toThrow(UnknownMessage);
    expect(() =>
      payoutKind.commandOf(message('OperationAnswered', { operationId: 'op-1' }), NOW),
    ).toThrow(UnknownMessage);
  });
});
