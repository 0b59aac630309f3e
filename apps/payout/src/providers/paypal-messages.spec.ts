import type { PayoutId } from '@gifting/kernel';
import type { Currency } from '@gifting/kernel/money';
import type { PayoutOrder } from '../payout-provider.port';
import { PayPalTrouble } from './paypal-api';
import { answerAbout, batchOf, sendAnswerOf } from './paypal-messages';

const NOW = '2026-11-25T12:00:00.000Z';
const ORDER: PayoutOrder = {
  payoutId: 'payout-1' as PayoutId,
  method: 'paypal',
  destinationToken: 'PAYERID234567',
  amount: { currency: 'USD' as Currency, value: '2.08' },
  submittedAt: NOW,
  stage: 'submitted',
  reference: 'BATCH1',
};
const PAID_ORDER: PayoutOrder = { ...ORDER, stage: 'paid' };

interface Said {
  readonly batch?: string;
  readonly item?: string;
  readonly errors?: object;
  readonly senderBatchId?: string;
  readonly senderItemId?: string;
  readonly time?: string;
}

const body = (said: Said) => ({
  batch_header: {
    payout_batch_id: 'BATCH1',
    batch_status: said.batch ?? 'SUCCESS',
    sender_batch_header: { sender_batch_id: said.senderBatchId ?? 'payout-1' },
  },
  ...(said.item === undefined
    ? {}
    : {
        items: [
          {
            transaction_status: said.item,
            payout_item: { sender_item_id: said.senderItemId ?? 'payout-1' },
            time_processed: said.time ?? '2026-11-25T12:01:00Z',
            errors: said.errors,
          },
        ],
      }),
});

const about = (said: Said, order = ORDER) =>
  answerAbout(order, { status: 200, body: body(said) }, NOW);

describe('an order', () => {
  it('is a batch of one item, named by our id, with the amount as it is', () => {
    expect(batchOf(ORDER)).toEqual({
      sender_batch_header: { sender_batch_id: 'payout-1' },
      items: [
        {
          recipient_type: 'PAYPAL_ID',
          receiver: 'PAYERID234567',
          amount: { currency: 'USD', value: '2.08' },
          sender_item_id: 'payout-1',
        },
      ],
    });
  });

  it('is the same batch however often it is made, and whatever we know by then', () => {
    expect(batchOf({ ...ORDER, reference: undefined })).toEqual(batchOf(PAID_ORDER));
  });
});

describe('the state of an item', () => {
  it.each(['NEW', 'PENDING', 'UNCLAIMED', 'ONHOLD', 'HELD'])('%s is pending', (item) => {
    expect(about({ item })).toEqual({ state: 'pending' });
    expect(about({ item, batch: 'PROCESSING' })).toEqual({ state: 'pending' });
  });

  it('SUCCESS is paid, and may come back for 30 days', () => {
    expect(about({ item: 'SUCCESS' })).toEqual({
      state: 'paid',
      reference: 'BATCH1',
      returnableUntil: '2026-12-25T12:01:00.000Z',
    });
    expect(about({ item: 'SUCCESS', time: 'soon' })).toMatchObject({
      returnableUntil: '2026-12-25T12:00:00.000Z',
    });
  });

  it.each(['FAILED', 'BLOCKED', 'DENIED', 'CANCELED'])('%s has failed', (item) => {
    expect(about({ item })).toEqual({ state: 'failed', reason: item });
    const errors = { name: 'RECEIVER_ACCOUNT_INVALID', message: 'ana@example.org is closed' };
    expect(about({ item, errors, batch: 'DENIED' })).toEqual({
      state: 'failed',
      reason: 'RECEIVER_ACCOUNT_INVALID',
    });
    expect(about({ item, errors: { name: 'ana@example.org' } })).toEqual({
      state: 'failed',
      reason: item,
    });
  });

  it('RETURNED has failed where nobody was paid, and has come back where somebody was', () => {
    expect(about({ item: 'RETURNED' })).toEqual({ state: 'failed', reason: 'RETURNED' });
    expect(about({ item: 'RETURNED' }, PAID_ORDER)).toEqual({
      state: 'returned',
      reference: 'BATCH1',
    });
  });

  it.each(['REFUNDED', 'REVERSED'])('%s was paid and has come back', (item) => {
    const returned = { state: 'returned', reference: 'BATCH1' };
    expect([about({ item }), about({ item }, PAID_ORDER)]).toEqual([returned, returned]);
  });

  it.each(['', 'SUCCEEDED', 'success', 'constructor'])('%j is not guessed at', (item) => {
    expect(() => about({ item })).toThrow(PayPalTrouble);
  });
});

describe('the state of a batch', () => {
  it.each(['NEW', 'PENDING', 'PROCESSING'])('%s without its item is pending', (batch) => {
    expect(about({ batch })).toEqual({ state: 'pending' });
  });

  it.each(['DENIED', 'CANCELED'])('%s has failed where the item has not begun', (batch) => {
    const failed = { state: 'failed', reason: batch };
    expect([about({ batch }), about({ batch, item: 'PENDING' })]).toEqual([failed, failed]);
  });

  it.each([
    { batch: 'DENIED', item: 'SUCCESS' },
    { batch: 'CANCELED', item: 'UNCLAIMED' },
    { batch: 'SUCCESS' },
    { batch: 'ARCHIVED' },
    { batch: 'ARCHIVED', item: 'SURPRISE' },
  ])('is not guessed at: %j', (said) => {
    expect(() => about(said)).toThrow(PayPalTrouble);
  });
});

describe('an answer about a payout', () => {
  it('is never taken from the batch of another one', () => {
    expect(() => about({ item: 'SUCCESS', senderBatchId: 'payout-2' })).toThrow(PayPalTrouble);
    expect(() => about({ item: 'SUCCESS', senderItemId: 'payout-2' })).toThrow(PayPalTrouble);
    const two = body({ item: 'SUCCESS' });
    const items = [...(two.items ?? []), ...(two.items ?? [])];
    expect(() => answerAbout(ORDER, { status: 200, body: { ...two, items } }, NOW)).toThrow(
      PayPalTrouble,
    );
  });

  it.each([undefined, null, 7, 'SUCCESS', [], {}, { batch_header: 'x' }])(
    'is trouble where it is no batch: %j',
    (other) => {
      expect(() => answerAbout(ORDER, { status: 200, body: other }, NOW)).toThrow(PayPalTrouble);
    },
  );

  it('is trouble where PayPal does not find what it gave us a reference for', () => {
    const answer = { status: 404, body: { name: 'INVALID_RESOURCE_ID', debug_id: 'abc' } };
    expect(() => answerAbout(ORDER, answer, NOW)).toThrow(
      'PayPal answers 404 INVALID_RESOURCE_ID (debug id abc)',
    );
  });
});

describe('an answer to a batch', () => {
  const invalid = (...fields: readonly string[]) => ({
    name: 'VALIDATION_ERROR',
    details: fields.map((field) => ({ field, issue: 'ana@example.org is invalid' })),
  });
  const duplicate = (detail: object) => ({ name: 'USER_BUSINESS_ERROR', details: [detail] });
  const link = [{ href: 'https://api.paypal.com/v1/payments/payouts/BATCH1', rel: 'self' }];

  it.each([200, 201, 202])('%d has taken it', (status) => {
    expect(sendAnswerOf({ status, body: body({ batch: 'PENDING' }) })).toEqual({
      state: 'taken',
      reference: 'BATCH1',
    });
  });

  it('names the batch that has our id already', () => {
    const detail = { field: 'SENDER_BATCH_ID', link };
    expect(sendAnswerOf({ status: 400, body: duplicate(detail) })).toEqual({
      state: 'taken',
      reference: 'BATCH1',
    });
  });

  it('is a failure only where it refuses receiver or amount', () => {
    const failed = { state: 'failed', reason: 'VALIDATION_ERROR' };
    const fields = ['items[0].receiver', 'items[0].amount.value'];
    expect(sendAnswerOf({ status: 400, body: invalid(...fields) })).toEqual(failed);
    expect(sendAnswerOf({ status: 400, body: invalid('/items/0/receiver') })).toEqual(failed);
  });

  it.each([
    ['a duplicate that names no batch', 400, duplicate({ field: 'SENDER_BATCH_ID' })],
    [
      'a link to another place',
      400,
      duplicate({ field: 'SENDER_BATCH_ID', link: [{ href: 'x' }] }),
    ],
    ['another rule', 400, duplicate({ field: 'items[0].receiver', link })],
    ['a fault of ours', 400, invalid('items[0].receiver', 'sender_batch_header')],
    ['no reason', 400, invalid()],
    ['an account without money', 422, { name: 'INSUFFICIENT_FUNDS' }],
    ['an account without the right', 403, { name: 'AUTHORIZATION_ERROR' }],
    ['a missing page', 404, undefined],
    ['no batch', 201, {}],
  ])('leaves it open: %s', (_, status, answered) => {
    expect(() => sendAnswerOf({ status, body: answered })).toThrow(PayPalTrouble);
  });

  it('is not repeated where it may hold something personal', () => {
    const answer = { status: 400, body: { ...invalid('x'), name: 'ana@example.org is unknown' } };
    expect(() => sendAnswerOf(answer)).toThrow(/^PayPal answers 400$/);
  });
});
