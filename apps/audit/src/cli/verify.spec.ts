import { type EventToSeal, sealEvents } from '@gifting/event-store';
import type { DomainEvent, Position } from '@gifting/kernel';
import type { ClaimedEvent, EventSource } from './event-source';
import { printBooks } from './print-books';
import { verify } from './verify';

const usd = (value: string) => ({ currency: 'USD', value });

const CAPTURED: DomainEvent = {
  type: 'PurchaseCaptured',
  schemaVersion: 1,
  data: {
    grant: {},
    purchaseId: 'demo.t1',
    report: { paid: usd('10.00'), viewerId: 'ana' },
  },
};
const PURCHASED: DomainEvent = {
  type: 'CoinsPurchased',
  schemaVersion: 1,
  data: {
    balanceAfter: '833',
    coins: '833',
    paid: usd('10.00'),
    purchaseId: 'demo.t1',
    unitCost: usd('0.012'),
    viewerId: 'ana',
  },
};
const CREDITED: DomainEvent = {
  type: 'PurchaseCredited',
  schemaVersion: 1,
  data: { coins: '833', purchaseId: 'demo.t1', viewerId: 'ana' },
};

const RECORDED_AT = '2026-11-01T12:00:00.000Z';
const source = (producer: string, position: string) => ({
  position: position as Position,
  producer,
  store: 'store.1',
});

/** An event as a store would give it out. */
function stored(
  stream: string,
  revision: number,
  position: string,
  { event, metadata }: EventToSeal,
): ClaimedEvent {
  const [sealed] = sealEvents(stream, revision - 1, [{ event, metadata }]).events;
  if (sealed === undefined) throw new Error('nothing was sealed');
  return { ...sealed, eventId: sealed.id, position: position as Position };
}

const HISTORY: readonly ClaimedEvent[] = [
  stored('purchase-demo.t1', 0, '10', { event: CAPTURED, metadata: { recordedAt: RECORDED_AT } }),
  stored('wallet-ana', 0, '20', {
    event: PURCHASED,
    metadata: { recordedAt: RECORDED_AT, source: source('wallet', '10') },
  }),
  stored('purchase-demo.t1', 1, '30', {
    event: CREDITED,
    metadata: { recordedAt: RECORDED_AT, source: source('wallet', '20') },
  }),
];

async function* given(events: readonly ClaimedEvent[]): EventSource {
  yield* events;
}

describe('verify', () => {
  it('finds nothing in a history that holds', async () => {
    const { books, events, faults } = await verify(given(HISTORY));
    expect([events, faults]).toEqual([3, []]);
    expect(books).toMatchObject({
      asOf: '30',
      balanced: true,
      coins: { granted: '833', remaining: '833', spent: '0' },
      money: {
        USD: {
          cash: '10.00',
          suspense: '0.00',
          coinLiability: '9.996',
          residual: '0.004',
          unexplained: '0.00',
        },
      },
    });
  });

  it('finds an event whose content was changed behind its id', async () => {
    const [captured, purchased, credited] = HISTORY as [ClaimedEvent, ClaimedEvent, ClaimedEvent];
    const tampered = { ...purchased, data: { ...purchased.data, viewerId: 'eve' } };
    const { faults } = await verify(given([captured, tampered, credited]));
    expect(faults).toContain('wallet-ana revision 0: its bytes are not those of its id');
  });

  it('finds an event that is missing, and the money that it leaves unexplained', async () => {
    const { faults } = await verify(given(HISTORY.slice(1)));
    expect(faults).toContain('USD -10.00 is unexplained');
    const [captured, , credited] = HISTORY as [ClaimedEvent, ClaimedEvent, ClaimedEvent];
    const withoutLot = await verify(given([captured, credited]));
    expect(withoutLot.faults).toContain('purchase-demo.t1 at position 30: demo.t1 has no lot');
  });
});

describe('printBooks', () => {
  it('puts the points of amounts below each other', async () => {
    const { books } = await verify(given(HISTORY));
    expect(printBooks(books)).toBe(`trial balance at position 30

coins
  granted    833
  remaining  833

diamonds

USD
  cash              10.00
  receivable         0.00
  outTransit         0.00
  suspense           0.00
  coinLiability      9.996
  diamondLiability   0.00
  inTransit          0.00
  residual           0.004
  platform           0.00
  unexplained        0.00
`);
  });
});
