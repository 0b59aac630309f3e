import { PUBLIC_TOPICS } from '@gifting/contracts';
import type { StreamEvent } from '@gifting/engine';
import type { StoredEvent } from '@gifting/event-store';
import type { DomainEvent, Position } from '@gifting/kernel';
import type { PurchaseEvent } from './domain/purchase.events';
import type { RefundEvent } from './domain/refund.events';
import type { WalletEvent } from './domain/wallet.events';
import { outgoing } from './outgoing';

const NOW = '2026-11-25T12:00:00.000Z';
const UNTIL = '2026-12-09T11:59:58.000Z';
const usd = (value: string) => ({ currency: 'USD', value });

/** The data is written as it reads in JSON; no two members have the same value. */
const stored = (type: string, data: DomainEvent['data']) =>
  ({
    type,
    schemaVersion: 1,
    data,
    id: 'event-1',
    metadata: { recordedAt: NOW },
    position: '7' as Position,
    revision: 1,
    stream: 'refund-refund-1',
  }) as StoredEvent as StreamEvent<PurchaseEvent | WalletEvent | RefundEvent>;

const heard = () => true;
const unheard = () => false;
const FEED = { topic: 'gifting.wallet-feed.v1' };
const IDS = { purchaseId: 'demo.tx-1', refundId: 'refund-1', viewerId: 'ana' };
const UPSTREAM = { id: 'evt-1', source: '/shop' };

describe('a requested refund', () => {
  const request = { ...IDS, policyVersion: 3, reason: 'accidental', refundableUntil: UNTIL };

  it('asks the wallet for its coins, and keeps the reason to itself', () => {
    const data = { ...IDS, coins: '33', refundableUntil: UNTIL, requestedAt: NOW };
    expect(outgoing(stored('RefundRequested', { ...request, coins: '33' }), heard)).toStrictEqual([
      { ...FEED, key: 'wallet-ana', type: 'RefundRequested', data },
    ]);
  });

  it('names no coins where it wants all', () => {
    const [asked] = outgoing(stored('RefundRequested', request), heard);
    expect(asked?.data).toStrictEqual({ ...IDS, refundableUntil: UNTIL, requestedAt: NOW });
  });
});

describe('the answer of a wallet', () => {
  it('gives the refund its amounts, without balance and value', () => {
    const data = {
      balanceAfter: '37',
      coins: '33',
      money: usd('0.39'),
      purchaseId: 'demo.tx-1',
      refundId: 'refund-1',
      value: usd('0.396'),
    };
    expect(outgoing(stored('CoinsRefunded', data), heard)).toStrictEqual([
      {
        ...FEED,
        key: 'refund-refund-1',
        type: 'CoinsRefunded',
        data: { coins: '33', money: usd('0.39'), refundId: 'refund-1' },
      },
    ]);
  });

  it('gives the code of a decline', () => {
    const data = { code: 'lot-already-spent', purchaseId: 'demo.tx-1', refundId: 'refund-1' };
    expect(outgoing(stored('CoinsRefundDeclined', data), heard)).toStrictEqual([
      {
        ...FEED,
        key: 'refund-refund-1',
        type: 'CoinsRefundDeclined',
        data: { code: 'lot-already-spent', refundId: 'refund-1' },
      },
    ]);
  });
});

describe('an approved refund', () => {
  const approved = stored('RefundApproved', { ...IDS, coins: '33', money: usd('0.39') });

  it('is announced to the app that pays it, where somebody hears it', () => {
    expect(outgoing(approved, heard)).toStrictEqual([
      {
        topic: PUBLIC_TOPICS.refundApproved,
        key: 'demo.tx-1',
        type: PUBLIC_TOPICS.refundApproved,
        data: { ...IDS, approvedAt: NOW, coins: '33', money: usd('0.39') },
      },
    ]);
    expect(outgoing(approved, unheard)).toEqual([]);
  });
});

describe('a refund that came to nothing', () => {
  it.each([
    ['RefundFailedReported', { ...IDS, upstream: UPSTREAM }],
    ['RefundReversedReported', { ...IDS, amount: usd('0.39'), reported: true, upstream: UPSTREAM }],
  ])('gives its coins back to the wallet: %s', (type, data) => {
    expect(outgoing(stored(type, data), heard)).toStrictEqual([
      { ...FEED, key: 'wallet-ana', type, data: IDS },
    ]);
  });
});

describe('everything else', () => {
  it.each([
    ['RefundDeclined', { ...IDS, code: 'lot-already-spent' }],
    ['RefundReported', { ...IDS, amount: usd('0.39'), upstream: UPSTREAM }],
    ['CoinsRestored', { claimId: 'refund-1', kind: 'refund' }],
  ])('stays here: %s', (type, data) => {
    expect(outgoing(stored(type, data), heard)).toEqual([]);
  });
});
