import { type Stored } from '@gifting/engine';
import { MESSAGE_NOTED, type MessageNoted } from '@gifting/engine/runtime';
import { PUBLIC_TOPICS } from '@gifting/contracts';
import type { DomainEvent, Position } from '@gifting/kernel';
import type { EarningsEvent } from './domain/earnings.events';
import {
  credited,
  declined,
  line,
  redeemed,
  reserved,
  restored,
  usd,
} from './domain/earnings.fixture';
import { outgoing } from './outgoing';

const NOW = '2026-11-25T12:00:00.000Z';

const stored = <Event extends DomainEvent>(event: Event): Stored<Event> => ({
  ...event,
  id: 'event-1',
  metadata: { recordedAt: NOW },
  position: '7' as Position,
  revision: 0,
  stream: 'earnings-cleo',
});

const heard = () => true;
const unheard = () => false;
const TO_PAYOUT = { topic: 'gifting.payout-feed.v1', key: 'payout-y1' };

describe('a credit', () => {
  it('is announced where somebody hears it', () => {
    expect(outgoing(stored(credited(416.5)), unheard)).toEqual([]);
    expect(outgoing(stored(credited(416.5)), heard)).toEqual([
      {
        topic: PUBLIC_TOPICS.diamondsCredited,
        type: PUBLIC_TOPICS.diamondsCredited,
        key: 'cleo',
        data: {
          creatorId: 'cleo',
          creditedAt: NOW,
          diamonds: '416.5',
          giftTxId: 'gift-1',
          netRate: usd('0.005'),
        },
      },
    ]);
  });
});

describe('an answer to a payout', () => {
  it('brings the amounts of a reservation', () => {
    const amounts = { gross: '4.16', commission: '2.08', net: '2.08' };
    expect(outgoing(stored(reserved('y1', [line(416)], amounts)), heard)).toEqual([
      {
        ...TO_PAYOUT,
        type: 'DiamondsReserved',
        data: {
          commission: usd('2.08'),
          gross: usd('4.16'),
          lines: [line(416)],
          microdiamonds: '416000000',
          net: usd('2.08'),
          payoutId: 'y1',
          providerFee: usd('0.00'),
        },
      },
    ]);
  });

  it('brings the code of a declined one', () => {
    expect(outgoing(stored(declined('y1', 'insufficient-diamonds')), heard)).toEqual([
      {
        ...TO_PAYOUT,
        type: 'DiamondsReservationDeclined',
        data: { code: 'insufficient-diamonds', payoutId: 'y1' },
      },
    ]);
  });
});

describe('everything else', () => {
  it.each<EarningsEvent | MessageNoted>([
    redeemed('y1', line(416)),
    restored('y1', 'reserved', line(416)),
    { type: MESSAGE_NOTED, schemaVersion: 1, data: { reason: 'nothing-to-do' } },
  ])('stays here: $type', (event) => {
    expect(outgoing(stored(event), heard)).toEqual([]);
  });
});
