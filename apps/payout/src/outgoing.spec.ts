import { PUBLIC_TOPICS } from '@gifting/contracts';
import type { Stored } from '@gifting/engine';
import type { EventMetadata } from '@gifting/event-store';
import type { DomainEvent, Position } from '@gifting/kernel';
import type { MicrodiamondsText } from '@gifting/kernel/diamonds';
import {
  approved,
  cancelled,
  declined,
  failed,
  NOW,
  paid,
  requested,
  reserved,
  returned,
  submitted,
  usd,
} from './domain/payout.fixture';
import { outgoing } from './outgoing';

const stored = <Event extends DomainEvent>(
  event: Event,
  metadata: Partial<EventMetadata> = {},
  stream = 'payout-payout-1',
): Stored<Event> => ({
  ...event,
  id: 'event-1',
  metadata: { recordedAt: NOW, ...metadata },
  position: '7' as Position,
  revision: 0,
  stream,
});

const heard = () => true;
const unheard = () => false;
const end = { creatorId: 'cleo', payoutId: 'payout-1' };
const TO_EARNINGS = { topic: 'gifting.creator-earnings-feed.v1', key: 'earnings-cleo' };
const toWorld = (topic: keyof typeof PUBLIC_TOPICS, data: object) => ({
  topic: PUBLIC_TOPICS[topic],
  type: PUBLIC_TOPICS[topic],
  key: 'cleo',
  data,
});

describe('a request', () => {
  it('asks the earnings for diamonds and says nothing of the destination', () => {
    expect(outgoing(stored(requested()), unheard)).toEqual([
      {
        ...TO_EARNINGS,
        type: 'PayoutRequested',
        data: {
          ...end,
          minimum: usd('1.00'),
          providerFee: usd('0.00'),
          providerFeeBearer: 'platform',
        },
      },
    ]);
  });

  it('is announced where somebody hears it', () => {
    const microdiamonds = '416500000' as MicrodiamondsText;
    const [reservation, announcement] = outgoing(stored(requested({ microdiamonds })), heard);
    expect(reservation?.data).toMatchObject({ microdiamonds });
    expect(announcement).toEqual(
      toWorld('payoutRequested', {
        ...end,
        diamonds: '416.5',
        method: 'paypal',
        requestedAt: NOW,
      }),
    );
    expect(outgoing(stored(requested()), heard)[1]?.data).not.toHaveProperty('diamonds');
  });
});

describe('an end', () => {
  const amounts = {
    commission: usd('2.08'),
    diamonds: '416',
    gross: usd('4.16'),
    net: usd('2.08'),
    providerFee: usd('0.00'),
  };

  it.each([
    [paid(), { ...amounts, state: 'paid' }],
    [returned, { ...amounts, state: 'returned' }],
    [failed, { state: 'failed' }],
    [cancelled, { state: 'cancelled' }],
    [declined('insufficient-diamonds'), { code: 'insufficient-diamonds', state: 'declined' }],
  ])('goes to the earnings and to the world: $type', (event, settlement) => {
    const toEarnings = { ...TO_EARNINGS, type: event.type, data: end };
    expect(outgoing(stored(event), unheard)).toEqual([toEarnings]);
    expect(outgoing(stored(event), heard)).toEqual([
      toEarnings,
      toWorld('payoutSettled', { ...end, ...settlement, settledAt: NOW }),
    ]);
  });
});

describe('everything in between', () => {
  it.each([reserved(), approved, submitted()])('stays here: $type', (event) => {
    expect(outgoing(stored(event), heard)).toEqual([]);
  });
});
