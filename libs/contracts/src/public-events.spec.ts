import type { MessageData } from './message';
import { deadLetter, type PublicEvents, publicEvents } from './public-events';
import { describeSchema, type Examples, schemaNameOf, schemaNames } from './schema.contract';
import { DEAD_LETTER, PUBLIC_TOPICS, UPSTREAM_PURCHASES } from './topics';
import { upstreamEvents } from './upstream-events';

const usd = (value: string) => ({ currency: 'USD', value });

/** One evening: ana buys 833 coins, sends 833 roses to cleo, who is paid for 416 diamonds. */
const EXAMPLES: { readonly [Event in keyof PublicEvents]: Examples<PublicEvents[Event]> } = {
  coinsPurchased: {
    golden: {
      capturedAt: '2026-03-14T18:59:58.120Z',
      coins: '833',
      grantedAt: '2026-03-14T19:00:00.031Z',
      paid: usd('10.00'),
      purchaseId: 'stripe.ch_3PqXn8Kd',
      refundableUntil: '2026-03-28T18:59:58.120Z',
      residual: usd('0.004'),
      viewerId: 'ana',
    },
    minimal: {
      capturedAt: '2026-03-14T18:59:58.120Z',
      coins: '70',
      grantedAt: '2026-03-14T19:00:00.031Z',
      paid: { currency: 'JPY', value: '100' },
      purchaseId: 'apple.1',
      refundableUntil: '2026-03-28T18:59:58.120Z',
      residual: { currency: 'JPY', value: '0' },
      viewerId: 'bo',
    },
  },
  giftSent: {
    golden: {
      anonymous: false,
      coins: '833',
      creatorId: 'cleo',
      diamonds: '416.5',
      giftId: 'rose',
      giftTxId: '5f1c8f0e-3d0b-5b7e-9c55-0a1b2c3d4e5f',
      quantity: 833,
      sentAt: '2026-03-14T19:02:11.407Z',
      sessionId: 'live-2026-03-14',
      shareCoins: '833',
      viewerId: 'ana',
    },
    minimal: {
      anonymous: true,
      coins: '5',
      creatorId: 'cleo',
      diamonds: '2.5',
      giftId: 'panda',
      giftTxId: '5f1c8f0e-3d0b-5b7e-9c55-0a1b2c3d4e60',
      quantity: 1,
      sentAt: '2026-03-14T19:02:11.407Z',
      shareCoins: '5',
    },
  },
  diamondsCredited: {
    golden: {
      creatorId: 'cleo',
      creditedAt: '2026-03-14T19:02:11.419Z',
      diamonds: '416.5',
      giftTxId: '5f1c8f0e-3d0b-5b7e-9c55-0a1b2c3d4e5f',
      netRate: usd('0.005'),
    },
    minimal: {
      creatorId: 'cleo',
      creditedAt: '2026-03-14T19:02:11.419Z',
      diamonds: '0.000001',
      giftTxId: '5f1c8f0e-3d0b-5b7e-9c55-0a1b2c3d4e60',
      netRate: usd('0.005'),
    },
  },
  payoutRequested: {
    golden: {
      creatorId: 'cleo',
      diamonds: '416',
      method: 'paypal',
      payoutId: '0b8a4c1e-77d2-5a90-8f3e-6d5c4b3a2910',
      requestedAt: '2026-04-01T08:30:00.000Z',
    },
    minimal: {
      creatorId: 'cleo',
      method: 'bank',
      payoutId: '0b8a4c1e-77d2-5a90-8f3e-6d5c4b3a2911',
      requestedAt: '2026-04-01T08:30:00.000Z',
    },
  },
  payoutSettled: {
    golden: {
      commission: usd('2.08'),
      creatorId: 'cleo',
      diamonds: '416',
      gross: usd('4.16'),
      net: usd('2.08'),
      payoutId: '0b8a4c1e-77d2-5a90-8f3e-6d5c4b3a2910',
      providerFee: usd('0.00'),
      settledAt: '2026-04-01T08:30:01.214Z',
      state: 'paid',
    },
    minimal: {
      creatorId: 'cleo',
      payoutId: '0b8a4c1e-77d2-5a90-8f3e-6d5c4b3a2911',
      settledAt: '2026-04-01T08:30:01.214Z',
      state: 'cancelled',
    },
    others: [
      {
        code: 'below-minimum-payout',
        creatorId: 'cleo',
        payoutId: '0b8a4c1e-77d2-5a90-8f3e-6d5c4b3a2912',
        settledAt: '2026-04-01T08:30:01.214Z',
        state: 'declined',
      },
    ],
  },
  refundApproved: {
    golden: {
      approvedAt: '2026-03-15T08:00:00.271Z',
      coins: '33',
      money: usd('0.39'),
      purchaseId: 'stripe.ch_3PqXn8Kd',
      refundId: '9d3e5a70-42bc-5f18-8a6d-1c2b3a4d5e6f',
      viewerId: 'ana',
    },
    minimal: {
      approvedAt: '2026-03-15T08:00:00.271Z',
      coins: '1',
      money: { currency: 'JPY', value: '1' },
      purchaseId: 'apple.1',
      refundId: '9d3e5a70-42bc-5f18-8a6d-1c2b3a4d5e70',
      viewerId: 'bo',
    },
  },
};

for (const [event, examples] of Object.entries(EXAMPLES)) {
  const { schema } = publicEvents[event as keyof PublicEvents];
  describeSchema<unknown>(`public/${schemaNameOf(event)}`, schema, examples);
}

/** What the bus puts on its own topic. */
describeSchema<MessageData<typeof deadLetter>>('public/dead-letter', deadLetter.schema, {
  golden: {
    bytes: 'eyJ2aWV3ZXJJZCI6',
    key: 'stripe.ch_3PqXn8Kd',
    reason: 'the body is not JSON',
    topic: 'upstream.purchases.v1',
  },
  minimal: { bytes: '', reason: 'the message has no key', topic: 'gifting.wallet-feed.v1' },
});

/** What upstream apps send; `tax` and `channelFee` enter no equation. */
const purchaseCaptured = upstreamEvents['purchase.captured.v1'];
describeSchema<MessageData<typeof purchaseCaptured>>(
  'upstream/purchase-captured',
  purchaseCaptured.schema,
  {
    golden: {
      provider: 'stripe',
      transactionId: 'ch_3PqXn8Kd',
      viewerId: 'ana',
      region: 'US',
      channel: 'web',
      method: 'card',
      paid: usd('10.00'),
      tax: usd('0.80'),
      channelFee: usd('0.59'),
      capturedAt: '2026-03-14T18:59:58.120Z',
    },
    minimal: {
      provider: 'apple',
      transactionId: '1',
      viewerId: 'bo',
      region: 'JP',
      channel: 'app',
      method: 'store',
      paid: { currency: 'JPY', value: '100' },
      capturedAt: '2026-03-14T18:59:58Z',
    },
    others: [
      {
        provider: 'apple',
        transactionId: '2',
        viewerId: 'bo',
        region: 'US-CA',
        channel: 'app',
        method: 'store',
        bundleId: 'coins-70',
        paid: usd('0.84'),
        capturedAt: '2026-03-14T18:59:58Z',
      },
    ],
  },
);

const REFUND = {
  provider: 'stripe',
  transactionId: 'ch_3PqXn8Kd',
  refundId: '9d3e5a70-42bc-5f18-8a6d-1c2b3a4d5e6f',
};

const purchaseRefunded = upstreamEvents['purchase.refunded.v1'];
describeSchema<MessageData<typeof purchaseRefunded>>(
  'upstream/purchase-refunded',
  purchaseRefunded.schema,
  {
    golden: { ...REFUND, amount: usd('0.39'), coins: '33' },
    minimal: { ...REFUND, amount: { currency: 'JPY', value: '1' } },
  },
);

const refundFailed = upstreamEvents['purchase.refund-failed.v1'];
describeSchema<MessageData<typeof refundFailed>>(
  'upstream/purchase-refund-failed',
  refundFailed.schema,
  { golden: REFUND, minimal: REFUND },
);

const refundReversed = upstreamEvents['purchase.refund-reversed.v1'];
describeSchema<MessageData<typeof refundReversed>>(
  'upstream/purchase-refund-reversed',
  refundReversed.schema,
  {
    golden: { ...REFUND, amount: usd('0.39') },
    minimal: { ...REFUND, amount: { currency: 'JPY', value: '1' } },
  },
);

describe('the schemas of public events', () => {
  it('are those of the public topics, by name', () => {
    const topics = [...Object.values(PUBLIC_TOPICS), DEAD_LETTER];
    expect(
      schemaNames('public')
        .map((name) => `gifting.${name}.v1`)
        .sort(),
    ).toEqual(topics.sort());
    expect(Object.keys(EXAMPLES).sort()).toEqual(Object.keys(PUBLIC_TOPICS).sort());
  });

  it('say what upstream apps may send', () => {
    expect(UPSTREAM_PURCHASES).toBe('upstream.purchases.v1');
    expect(schemaNames('upstream')).toEqual([
      'purchase-captured',
      'purchase-refund-failed',
      'purchase-refund-reversed',
      'purchase-refunded',
    ]);
  });
});
