import type { StoredEvent } from '@gifting/event-store';
import { PUBLIC_TOPICS } from '@gifting/contracts';
import { type StreamEvent } from '@gifting/engine';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import type { DomainEvent, Position } from '@gifting/kernel';
import type { PurchaseEvent } from './domain/purchase.events';
import type { WalletEvent } from './domain/wallet.events';
import { outgoing } from './outgoing';

const NOW = '2026-11-25T12:00:00.000Z';
const CAPTURED_AT = '2026-11-25T11:59:58.000Z';
const REFUNDABLE_UNTIL = '2026-12-09T11:59:58.000Z';
const usd = (value: string) => ({ currency: 'USD', value });

/** The data is written as it reads in JSON. */
const stored = (
  type: string,
  data: DomainEvent['data'],
): StreamEvent<PurchaseEvent | WalletEvent> =>
  ({
    type,
    schemaVersion: 1,
    data,
    id: 'event-1',
    metadata: { recordedAt: NOW },
    position: '7' as Position,
    revision: 1,
    stream: 'wallet-ana',
  }) as StoredEvent as StreamEvent<PurchaseEvent | WalletEvent>;

const heard = () => true;
const unheard = () => false;
const TO_WALLET = { topic: 'gifting.wallet-feed.v1' };
const TO_GIFT = { topic: 'gifting.gift-feed.v1', key: 'gift-tx-1' };

const GRANT = {
  coins: '833',
  refundableUntil: REFUNDABLE_UNTIL,
  residual: usd('0.004'),
  unitCost: usd('0.012'),
};
const LOT = {
  ...GRANT,
  capturedAt: CAPTURED_AT,
  paid: usd('10.00'),
  policyVersion: 3,
  purchaseId: 'stripe.tx-1',
  viewerId: 'ana',
};
const CAPTURED = {
  grant: GRANT,
  policyVersion: 3,
  purchaseId: 'stripe.tx-1',
  report: {
    capturedAt: CAPTURED_AT,
    channel: 'web',
    channelFee: usd('0.59'),
    method: 'card',
    paid: usd('10.00'),
    provider: 'stripe',
    region: 'US',
    tax: usd('0.80'),
    transactionId: 'tx-1',
    viewerId: 'ana',
  },
  upstream: { id: 'evt-1', source: '/shop' },
};

describe('a purchase', () => {
  it('asks its viewer for a lot, at the numbers that it was priced at', () => {
    expect(outgoing(stored('PurchaseCaptured', CAPTURED), heard)).toStrictEqual([
      { ...TO_WALLET, key: 'wallet-ana', type: 'PurchaseCaptured', data: LOT },
    ]);
  });

  it('asks for nothing while it is held', () => {
    const { grant: _, ...held } = CAPTURED;
    expect(outgoing(stored('PurchaseCaptured', held), heard)).toEqual([]);
  });
});

describe('a lot', () => {
  const granted = stored('CoinsPurchased', { ...LOT, balanceAfter: '900' });
  const toPurchase = {
    ...TO_WALLET,
    key: 'purchase-stripe.tx-1',
    type: 'CoinsPurchased',
    data: { coins: '833', purchaseId: 'stripe.tx-1', viewerId: 'ana' },
  };

  it('credits its purchase', () => {
    expect(outgoing(granted, unheard)).toStrictEqual([toPurchase]);
  });

  it('is announced where somebody hears it, without balance and unit cost', () => {
    expect(outgoing(granted, heard)).toStrictEqual([
      toPurchase,
      {
        topic: PUBLIC_TOPICS.coinsPurchased,
        key: 'ana',
        type: PUBLIC_TOPICS.coinsPurchased,
        data: {
          capturedAt: CAPTURED_AT,
          coins: '833',
          grantedAt: NOW,
          paid: usd('10.00'),
          purchaseId: 'stripe.tx-1',
          refundableUntil: REFUNDABLE_UNTIL,
          residual: usd('0.004'),
          viewerId: 'ana',
        },
      },
    ]);
  });
});

describe('an answer to a gift', () => {
  it('says which lots paid for it', () => {
    const data = {
      allocations: [{ coins: '40', purchaseId: 'stripe.tx-1', value: usd('0.48') }],
      balanceAfter: '793',
      coins: '40',
      giftTxId: 'tx-1',
    };
    expect(outgoing(stored('CoinsSpent', data), heard)).toStrictEqual([
      { ...TO_GIFT, type: 'CoinsSpent', data },
    ]);
  });

  it('gives the code of a decline, and keeps the balance to itself', () => {
    const data = { balance: '12', code: 'insufficient-coins', coins: '40', giftTxId: 'tx-1' };
    expect(outgoing(stored('CoinsSpendDeclined', data), heard)).toStrictEqual([
      {
        ...TO_GIFT,
        type: 'CoinsSpendDeclined',
        data: { code: 'insufficient-coins', giftTxId: 'tx-1' },
      },
    ]);
  });
});

describe('everything else', () => {
  it.each([
    ['PurchaseHeld', { code: 'unknown-bundle', purchaseId: 'stripe.tx-1' }],
    ['PurchaseCredited', { coins: '833', purchaseId: 'stripe.tx-1', viewerId: 'ana' }],
    [MESSAGE_NOTED, { reason: 'nothing-to-do' }],
  ])('stays here: %s', (type, data) => {
    expect(outgoing(stored(type, data), heard)).toEqual([]);
  });
});
