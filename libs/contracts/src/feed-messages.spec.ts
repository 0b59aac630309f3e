import { type FeedMessages, type FeedMessageType, feedMessages } from './feed-messages';
import {
  describeSchema,
  type Examples,
  type Plain,
  schemaNameOf,
  schemaNames,
} from './schema.contract';

const usd = (value: string) => ({ currency: 'USD', value });
const giftTxId = '5f1c8f0e-3d0b-5b7e-9c55-0a1b2c3d4e5f';
const payoutId = '0b8a4c1e-77d2-5a90-8f3e-6d5c4b3a2910';
const operationId = 'c2d7a6b4-1f0e-5c83-a9d1-7e6f5a4b3c21';
const purchaseId = 'stripe.ch_3PqXn8Kd';

const refundId = '9d3e5a70-42bc-5f18-8a6d-1c2b3a4d5e6f';

/** A message whose members are all required. */
const whole = <Type extends FeedMessageType>(golden: Plain<FeedMessages[Type]>) => ({
  golden,
  minimal: golden,
});

const GIFT = {
  anonymous: false,
  coins: '833',
  giftId: 'rose',
  giftTxId,
  grossRate: usd('0.01'),
  netRate: usd('0.005'),
  policyVersion: 1,
  quantity: 833,
  recipient: { creatorId: 'cleo', microdiamonds: '416500000', shareCoins: '833' },
  splitVersion: 0,
} satisfies Examples<FeedMessages['GiftSent']>['minimal'];

const PAYOUT = {
  creatorId: 'cleo',
  minimum: usd('1.00'),
  payoutId,
  providerFee: usd('0.00'),
  providerFeeBearer: 'platform' as const,
} satisfies Examples<FeedMessages['PayoutRequested']>['minimal'];

const REFUND = {
  purchaseId,
  refundId,
  refundableUntil: '2026-03-28T18:59:58.120Z',
  requestedAt: '2026-03-15T08:00:00.250Z',
  viewerId: 'ana',
} satisfies Examples<FeedMessages['RefundRequested']>['minimal'];

const OPERATION = {
  action: 'approve',
  operationId,
  reason: 'above the automatic limit, checked by hand',
  target: `payout-${payoutId}`,
} satisfies Examples<FeedMessages['OperationRequested']>['minimal'];

/** One evening: ana buys 833 coins, sends 833 roses to cleo, who is paid for 416 diamonds. */
const EXAMPLES: { readonly [Type in FeedMessageType]: Examples<FeedMessages[Type]> } = {
  PurchaseCaptured: whole<'PurchaseCaptured'>({
    capturedAt: '2026-03-14T18:59:58.120Z',
    coins: '833',
    paid: usd('10.00'),
    policyVersion: 1,
    purchaseId,
    refundableUntil: '2026-03-28T18:59:58.120Z',
    residual: usd('0.004'),
    unitCost: usd('0.012'),
    viewerId: 'ana',
  }),
  CoinsPurchased: whole<'CoinsPurchased'>({ coins: '833', purchaseId, viewerId: 'ana' }),
  GiftRequested: whole<'GiftRequested'>({
    coins: '833',
    giftTxId,
    validUntil: '2026-03-14T19:03:11.398Z',
    viewerId: 'ana',
  }),
  CoinsSpent: whole<'CoinsSpent'>({
    allocations: [{ coins: '833', purchaseId, value: usd('9.996') }],
    balanceAfter: '0',
    coins: '833',
    giftTxId,
  }),
  CoinsSpendDeclined: whole<'CoinsSpendDeclined'>({ code: 'insufficient-coins', giftTxId }),
  RefundRequested: { golden: { ...REFUND, coins: '33' }, minimal: REFUND },
  CoinsRefunded: whole<'CoinsRefunded'>({ coins: '33', money: usd('0.39'), refundId }),
  CoinsRefundDeclined: whole<'CoinsRefundDeclined'>({ code: 'lot-already-spent', refundId }),
  RefundFailedReported: whole<'RefundFailedReported'>({ purchaseId, refundId, viewerId: 'ana' }),
  RefundReversedReported: whole<'RefundReversedReported'>({
    purchaseId,
    refundId,
    viewerId: 'ana',
  }),
  GiftSent: {
    golden: { ...GIFT, messageRef: giftTxId, sessionId: 'live-2026-03-14', viewerId: 'ana' },
    minimal: { ...GIFT, anonymous: true },
  },
  PayoutRequested: { golden: { ...PAYOUT, microdiamonds: '416000000' }, minimal: PAYOUT },
  DiamondsReserved: whole<'DiamondsReserved'>({
    commission: usd('2.08'),
    gross: usd('4.16'),
    lines: [{ grossRate: usd('0.01'), microdiamonds: '416000000', netRate: usd('0.005') }],
    microdiamonds: '416000000',
    net: usd('2.08'),
    payoutId,
    providerFee: usd('0.00'),
  }),
  DiamondsReservationDeclined: whole<'DiamondsReservationDeclined'>({
    code: 'below-minimum-payout',
    payoutId,
  }),
  PayoutPaid: whole<'PayoutPaid'>({ creatorId: 'cleo', payoutId }),
  PayoutFailed: whole<'PayoutFailed'>({ creatorId: 'cleo', payoutId }),
  PayoutDeclined: whole<'PayoutDeclined'>({ creatorId: 'cleo', payoutId }),
  PayoutCancelled: whole<'PayoutCancelled'>({ creatorId: 'cleo', payoutId }),
  PayoutReturned: whole<'PayoutReturned'>({ creatorId: 'cleo', payoutId }),
  OperationRequested: {
    golden: OPERATION,
    minimal: OPERATION,
    others: [{ ...OPERATION, policy: { share: '0.50' }, requestedBy: 'olga' }],
  },
  OperationAnswered: {
    golden: { code: 'payout-already-submitted', operationId },
    minimal: { operationId },
  },
};

for (const [type, examples] of Object.entries(EXAMPLES)) {
  const { schema } = feedMessages[type as FeedMessageType];
  describeSchema<unknown>(`feed/${schemaNameOf(type)}`, schema, examples);
}

it('every message of a feed has a schema, and every schema a message', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(Object.keys(feedMessages).sort());
  expect([...schemaNames('feed')].sort()).toEqual(Object.keys(EXAMPLES).map(schemaNameOf).sort());
});
