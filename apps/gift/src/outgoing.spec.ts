import { PUBLIC_TOPICS } from '@gifting/contracts';
import type { EventMetadata, StoredEvent } from '@gifting/event-store';
import { type StreamEvent } from '@gifting/engine';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import type { DomainEvent, Position } from '@gifting/kernel';
import type { GiftEvent } from './domain/gift.events';
import { outgoing } from './outgoing';

const NOW = '2026-11-25T12:00:00.000Z';
const usd = (value: string) => ({ currency: 'USD', value });

/** The data is written as it reads in JSON. */
const stored = (type: string, data: DomainEvent['data']): StreamEvent<GiftEvent> =>
  ({
    type,
    schemaVersion: 1,
    data,
    id: 'event-1',
    metadata: { recordedAt: NOW } satisfies EventMetadata,
    position: '7' as Position,
    revision: 1,
    stream: 'gift-tx-1',
  }) as StoredEvent as StreamEvent<GiftEvent>;

const heard = () => true;
const unheard = () => false;

/** Two creators, and every amount another one, so that no member can stand in for another. */
const FACTS = {
  coins: '1000',
  giftId: 'rose',
  giftTxId: 'tx-1',
  grossRate: usd('0.01'),
  messageRef: 'note-1',
  netRate: usd('0.005'),
  policyVersion: 3,
  quantity: 500,
  sessionId: 'live-1',
  splitVersion: 4,
};
const CLEO = { creatorId: 'cleo', microdiamonds: '350500000', shareCoins: '701' };
const DEE = { creatorId: 'dee', microdiamonds: '149500000', shareCoins: '299' };
const GIFT = {
  ...FACTS,
  anonymous: false,
  price: '2',
  recipients: [CLEO, DEE],
  viewerId: 'ana',
};
const SENT = {
  ...GIFT,
  allocations: [{ coins: '1000', purchaseId: 'stripe.1', value: usd('12.00') }],
  balanceAfter: '33',
};

const credit = (recipient: typeof CLEO, giver: object) => ({
  topic: 'gifting.creator-earnings-feed.v1',
  key: `earnings-${recipient.creatorId}`,
  type: 'GiftSent',
  data: { ...FACTS, ...giver, recipient },
});
const announcement = (creatorId: string, diamonds: string, shareCoins: string, giver: object) => ({
  topic: PUBLIC_TOPICS.giftSent,
  key: creatorId,
  type: PUBLIC_TOPICS.giftSent,
  data: {
    coins: '1000',
    creatorId,
    diamonds,
    giftId: 'rose',
    giftTxId: 'tx-1',
    quantity: 500,
    sentAt: NOW,
    sessionId: 'live-1',
    shareCoins,
    ...giver,
  },
});

describe('a gift that is asked for', () => {
  it('asks the wallet for its coins, and says nothing else', () => {
    const request = { ...GIFT, validUntil: '2026-11-25T12:01:00.000Z' };
    expect(outgoing(stored('GiftRequested', request), heard)).toStrictEqual([
      {
        topic: 'gifting.wallet-feed.v1',
        key: 'wallet-ana',
        type: 'GiftRequested',
        data: {
          coins: '1000',
          giftTxId: 'tx-1',
          validUntil: '2026-11-25T12:01:00.000Z',
          viewerId: 'ana',
        },
      },
    ]);
  });
});

describe('a gift that was sent', () => {
  it('credits each creator with their part', () => {
    const giver = { anonymous: false, viewerId: 'ana' };
    expect(outgoing(stored('GiftSent', SENT), unheard)).toStrictEqual([
      credit(CLEO, giver),
      credit(DEE, giver),
    ]);
  });

  it('is announced where somebody hears it', () => {
    const giver = { anonymous: false, viewerId: 'ana' };
    expect(outgoing(stored('GiftSent', SENT), heard).slice(2)).toStrictEqual([
      announcement('cleo', '350.5', '701', giver),
      announcement('dee', '149.5', '299', giver),
    ]);
  });

  it('names no viewer where it is anonymous, to creators or to other programs', () => {
    const giver = { anonymous: true };
    const publications = outgoing(stored('GiftSent', { ...SENT, anonymous: true }), heard);
    expect(publications).toStrictEqual([
      credit(CLEO, giver),
      credit(DEE, giver),
      announcement('cleo', '350.5', '701', giver),
      announcement('dee', '149.5', '299', giver),
    ]);
    expect(JSON.stringify(publications)).not.toContain('ana"');
  });
});

describe('everything else', () => {
  it.each([
    ['GiftDeclined', { code: 'request-expired', coins: '1', giftTxId: 'tx-1', viewerId: 'ana' }],
    [MESSAGE_NOTED, { reason: 'nothing-to-do' }],
  ])('stays here: %s', (type, data) => {
    expect(outgoing(stored(type, data), heard)).toEqual([]);
  });
});
