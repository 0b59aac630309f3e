import type { StoredEvent } from '@gifting/event-store';
import type { DomainEvent, Position } from '@gifting/kernel';
import type { FeedMessage } from './feed-message';
import { MessageNoted } from './message-noted';
import { OperationDone, OperationRequested } from './operation.events';
import { operationKind, operationStream, withOperations } from './operation.kind';
import { UnknownMessage } from './stream-kind';

const NOW = '2026-11-25T12:00:00.000Z';
const TARGET = 'wallet-ana';
const OWN = operationStream('wallet', 'op-1');

const stored = (event: DomainEvent, stream = TARGET, operationId?: string): StoredEvent => ({
  ...event,
  id: 'event-1',
  metadata: { ...(operationId === undefined ? {} : { operationId }), recordedAt: NOW },
  position: '7' as Position,
  revision: 0,
  stream,
});

const frozen: DomainEvent = { type: 'WalletFrozen', schemaVersion: 1, data: { viewerId: 'ana' } };
const FROZEN = { topic: 'gifting.gift-feed.v1', key: 'gift-1', type: 'WalletFrozen', data: {} };
const requested = OperationRequested.of({
  action: 'freeze',
  operationId: 'op-1',
  reason: 'asked',
  target: TARGET,
});

describe('what a service sends', () => {
  const outgoing = withOperations('wallet', ({ type }: StoredEvent) =>
    type === 'WalletFrozen' ? [FROZEN] : [],
  );
  const send = (event: StoredEvent) => outgoing(event as never, () => true);
  const FEED = { topic: 'gifting.wallet-feed.v1' };
  const ANSWER = { ...FEED, key: OWN, type: 'OperationAnswered' };

  it('holds an operation, which goes to its target', () => {
    expect(send(stored(requested, OWN))).toEqual([
      { ...FEED, key: TARGET, type: 'OperationRequested', data: requested.data },
    ]);
  });

  it('holds no operation of another service, although all are in one category', () => {
    expect(send(stored(requested, operationStream('payout', 'op-1')))).toEqual([]);
  });

  it('holds the answer of the target beside what the event leads to', () => {
    expect(send(stored(frozen))).toEqual([FROZEN]);
    expect(send(stored(frozen, TARGET, 'op-1'))).toEqual([
      FROZEN,
      { ...ANSWER, data: { operationId: 'op-1' } },
    ]);
  });

  it('holds the reason of a target that did not change', () => {
    const noted = MessageNoted.of({ reason: 'nothing-to-do' });
    expect(send(stored(noted))).toEqual([]);
    expect(send(stored(noted, TARGET, 'op-1'))).toEqual([
      { ...ANSWER, data: { code: 'nothing-to-do', operationId: 'op-1' } },
    ]);
  });

  it('holds nothing more once the operation is closed', () => {
    expect(send(stored(OperationDone.of({ operationId: 'op-1' }), OWN))).toEqual([]);
  });
});

describe('an operation', () => {
  const message = (type: string, data: object) =>
    ({
      type,
      schemaVersion: 1,
      data,
      key: OWN,
      source: { position: '1' as Position, producer: 'wallet', store: 'store.1' },
      recordedAt: NOW,
      traceId: undefined,
    }) as FeedMessage;

  it('is closed by the answer of its target', () => {
    const refused = message('OperationAnswered', { code: 'nothing-to-do', operationId: 'op-1' });
    const done = message('OperationAnswered', { operationId: 'op-1' });
    expect(operationKind.commandOf(refused, NOW)).toEqual({ kind: 'close', code: 'nothing-to-do' });
    expect(operationKind.commandOf(done, NOW)).toEqual({ kind: 'close', code: undefined });
  });

  it('skips no message that it does not know', () => {
    const unknown = message('OperationRequested', requested.data);
    expect(() => operationKind.commandOf(unknown, NOW)).toThrow(UnknownMessage);
  });
});
