import { randomUUID } from 'node:crypto';
import { UPSTREAM_PURCHASES } from '@gifting/contracts';
import type { JsonObject } from '@gifting/kernel';
import { type Answer, eventually, type Sent, ServiceAlone, textOf } from '@gifting/testing';
import { walletService } from '..';

const DAY_MS = 24 * 60 * 60 * 1_000;
const usd = (value: string) => ({ currency: 'USD', value });

let service: ServiceAlone;
beforeAll(async () => {
  service = await ServiceAlone.start(walletService);
  // What nobody hears is never acknowledged, and the relay waits for it.
  await service.hear('gift', () => Promise.resolve());
});
afterAll(() => service.stop());

const cloudEvent = (type: string, transactionId: string, data: JsonObject): JsonObject => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/shop',
  type,
  subject: `demo.${transactionId}`,
  data: { provider: 'demo', transactionId, ...data },
});

const report = (event: JsonObject): Promise<Answer> =>
  service.post('upstream', 'shop', '/v1/purchase-events', {
    body: event,
    headers: { 'content-type': 'application/cloudevents+json' },
  });

async function resultOf(event: JsonObject): Promise<JsonObject | undefined> {
  const { body } = await report(event);
  const [result] = (body.results ?? []) as JsonObject[];
  return result;
}

/** A lot of 70 coins for 84 cents; answers its transactionId once the coins can be spent. */
async function buy(viewerId: string): Promise<string> {
  const transactionId = randomUUID();
  const result = await resultOf(
    cloudEvent('purchase.captured.v1', transactionId, {
      viewerId,
      region: 'US',
      channel: 'web',
      method: 'card',
      bundleId: 'coins-70',
      paid: usd('0.84'),
      capturedAt: service.clock.now(),
    }),
  );
  expect(result).toMatchObject({ status: 'accepted', position: expect.any(String) as string });
  return transactionId;
}

const refund = (viewerId: string, tx: string, more: JsonObject = {}, sent: Sent = {}) =>
  service.post('viewer', viewerId, `/v1/purchases/demo.${tx}/refunds`, {
    body: { reason: 'accidental', ...more },
    ...sent,
  });
const read = (viewerId: string, refundId: string) =>
  service.get('viewer', viewerId, `/v1/refunds/${refundId}`);
const purchase = async (viewerId: string, tx: string, minPosition = '0') =>
  (await service.get('viewer', viewerId, `/v1/purchases/demo.${tx}?minPosition=${minPosition}`))
    .body;
const wallet = async (viewerId: string, minPosition = '0') =>
  (
    await service.get(
      'viewer',
      viewerId,
      `/v1/viewers/${viewerId}/wallet?minPosition=${minPosition}`,
    )
  ).body;
const untilCoins = (viewerId: string, coins: string) =>
  eventually(
    () => wallet(viewerId),
    (now) => now.coins === coins,
  );
const kinds = async (viewerId: string) => {
  const { body } = await service.get('viewer', viewerId, `/v1/viewers/${viewerId}/transactions`);
  return (body.items as JsonObject[]).map(({ balance, coins, kind }) => [kind, coins, balance]);
};

describe('a refund', () => {
  it('is answered with its coins and its money, and shows in wallet, lot and purchase', async () => {
    const tx = await buy('ana');
    const { body, status } = await refund('ana', tx, { coins: '33' });
    expect(status).toBe(201);
    expect(body).toEqual({
      refundId: expect.any(String) as string,
      purchaseId: `demo.${tx}`,
      coins: '33',
      money: usd('0.39'),
      state: 'approved',
      position: expect.stringMatching(/^\d+$/) as string,
    });
    const position = textOf(body, 'position');
    expect(await wallet('ana', position)).toMatchObject({ coins: '37' });
    expect(await purchase('ana', tx, position)).toMatchObject({
      state: 'partly-refunded',
      coins: '70',
      remaining: '37',
      spent: '0',
      refunded: '33',
      refundedMoney: usd('0.39'),
    });
    const lots = await service.get('viewer', 'ana', '/v1/viewers/ana/lots');
    expect(lots.body.items).toMatchObject([{ remaining: '37', refunded: '33' }]);
    expect(await kinds('ana')).toEqual([
      ['refund', '-33', '37'],
      ['purchase', '70', '70'],
    ]);
    const events = await service.ports.eventStore.readStream(`refund-${textOf(body, 'refundId')}`);
    expect(events.at(-1)).toMatchObject({ type: 'RefundApproved', position });
  });

  it('takes all that is unspent by default, and pays what rounding had held back', async () => {
    const tx = await buy('bo');
    await refund('bo', tx, { coins: '33' });
    expect((await refund('bo', tx, { coins: '2' })).body).toMatchObject({ money: usd('0.03') });
    const last = await refund('bo', tx);
    expect(last.body).toMatchObject({ coins: '35', money: usd('0.42') });
    expect(await purchase('bo', tx, textOf(last.body, 'position'))).toMatchObject({
      state: 'refunded',
      remaining: '0',
      refunded: '70',
      refundedMoney: usd('0.84'),
    });
  });

  it('never takes spent coins', async () => {
    const tx = await buy('cal');
    const now = service.clock.now();
    await service.tell('gift', 'wallet-cal', 'GiftRequested', {
      coins: '20' as never,
      giftTxId: randomUUID() as never,
      validUntil: now,
      viewerId: 'cal' as never,
    });
    const much = await refund('cal', tx, { coins: '51' });
    expect(much.status).toBe(409);
    expect(much.body).toMatchObject({
      code: 'lot-already-spent',
      refundId: expect.any(String) as string,
    });
    const declined = await read('cal', textOf(much.body, 'refundId'));
    expect(declined.body).toMatchObject({
      state: 'declined',
      code: 'lot-already-spent',
      coins: null,
      money: null,
    });
    expect((await refund('cal', tx)).body).toMatchObject({ coins: '50', money: usd('0.60') });
    const none = await refund('cal', tx);
    expect([none.status, none.body.code]).toEqual([409, 'lot-already-spent']);
  });

  it('is answered once for its key, and refused for other content', async () => {
    const tx = await buy('di');
    const key = randomUUID();
    const first = await refund('di', tx, { coins: '10' }, { key });
    const again = await refund('di', tx, { coins: '10' }, { key });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await refund('di', tx, { coins: '11' }, { key });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-mismatch']);
    const elsewhere = await refund('di', await buy('di'), { coins: '10' }, { key });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'idempotency-mismatch']);
    expect(await untilCoins('di', '130')).toMatchObject({ coins: '130' });
    const declined = randomUUID();
    await refund('di', tx, { coins: '71' }, { key: declined });
    const replayed = await refund('di', tx, { coins: '71' }, { key: declined });
    expect([replayed.status, replayed.body.code]).toEqual([409, 'lot-already-spent']);
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
  });

  it('is answered with 202 to a caller that does not wait, and can be read then', async () => {
    const tx = await buy('ed');
    const { body, headers, status } = await refund('ed', tx, {}, { headers: { prefer: 'wait=0' } });
    expect([201, 202]).toContain(status);
    const refundId = textOf(body, 'refundId');
    if (status === 202) {
      expect(headers.get('location')).toBe(`/v1/refunds/${refundId}`);
      expect(body).toMatchObject({ state: 'requested', coins: null, money: null });
    }
    const { body: later } = await eventually(
      () => read('ed', refundId),
      (answer) => answer.body.state !== 'requested',
    );
    expect(later).toMatchObject({ state: 'approved', coins: '70' });
  });

  it.each<[string, JsonObject, number, string]>([
    ['no coins', { coins: '0' }, 400, 'validation'],
    ['coins as a number', { coins: 5 }, 400, 'validation'],
    ['an unknown member', { surprise: 'x' }, 400, 'validation'],
    ['no reason', { reason: '' }, 400, 'validation'],
    ['a reason that the terms do not know', { reason: 'regret' }, 422, 'refund-reason'],
  ])('with %s is refused and leaves its key unused', async (_, body, status, code) => {
    const tx = await buy('fay');
    const key = randomUUID();
    const refused = await refund('fay', tx, body, { key });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect((await refund('fay', tx, {}, { key })).status).toBe(201);
  });

  it('of somebody else’s purchase, or of none, is not found', async () => {
    const tx = await buy('gus');
    expect((await refund('stranger', tx)).status).toBe(404);
    expect((await refund('gus', 'never-sold')).status).toBe(404);
    expect((await service.post('creator', 'gus', `/v1/purchases/demo.${tx}/refunds`)).status).toBe(
      403,
    );
    const missing = await refund('gus', tx, {}, { key: null });
    expect([missing.status, missing.body.code]).toEqual([400, 'idempotency-key']);
  });

  it('is seen by its viewer, by auditors and operators, and by nobody else', async () => {
    const { body } = await refund('hal', await buy('hal'));
    const path = `/v1/refunds/${textOf(body, 'refundId')}`;
    expect((await service.get('viewer', 'hal', path)).body).toEqual(body);
    expect((await service.get('auditor', 'auditor', path)).body).toEqual(body);
    expect((await service.get('operator', 'olga', path)).status).toBe(200);
    expect((await service.get('viewer', 'stranger', path)).status).toBe(404);
    expect((await service.get('viewer', 'hal', '/v1/refunds/none')).status).toBe(404);
  });
});

describe('what the provider reports of a refund', () => {
  const told = (type: string, tx: string, refundId: string, more: JsonObject = {}) =>
    resultOf(cloudEvent(type, tx, { refundId, ...more }));

  async function approvedFor(viewerId: string) {
    const tx = await buy(viewerId);
    const { body } = await refund(viewerId, tx, { coins: '33' });
    return { tx, refundId: textOf(body, 'refundId') };
  }

  it('as paid moves no coins, and is shown', async () => {
    const { refundId, tx } = await approvedFor('ida');
    const paid = { amount: usd('0.40') };
    expect(await told('purchase.refunded.v1', tx, refundId, paid)).toMatchObject({
      status: 'accepted',
      purchaseId: `demo.${tx}`,
    });
    expect(await told('purchase.refunded.v1', tx, refundId, paid)).toMatchObject({
      status: 'duplicate',
    });
    const other = { amount: usd('0.41') };
    expect(await told('purchase.refunded.v1', tx, refundId, other)).toMatchObject({
      status: 'rejected',
      code: 'notice-conflict',
    });
    const { body } = await read('ida', refundId);
    expect(body).toMatchObject({ state: 'paid', coins: '33', money: usd('0.39') });
    expect(await purchase('ida', tx, textOf(body, 'position'))).toMatchObject({
      refunded: '33',
      refundedMoney: usd('0.40'),
    });
    expect(await untilCoins('ida', '37')).toMatchObject({ coins: '37' });
  });

  it('as failed brings the coins back', async () => {
    const { refundId, tx } = await approvedFor('joe');
    expect(await told('purchase.refund-failed.v1', tx, refundId)).toMatchObject({
      status: 'accepted',
    });
    expect(await told('purchase.refund-failed.v1', tx, refundId)).toMatchObject({
      status: 'duplicate',
    });
    expect((await read('joe', refundId)).body).toMatchObject({ state: 'failed' });
    await untilCoins('joe', '70');
    expect(await kinds('joe')).toEqual([
      ['refund-restored', '33', '70'],
      ['refund', '-33', '37'],
      ['purchase', '70', '70'],
    ]);
    expect(await purchase('joe', tx)).toMatchObject({ state: 'credited', refunded: '0' });
  });

  it('as reversed brings the coins back too, paid before or not', async () => {
    const paid = await approvedFor('kim');
    await told('purchase.refunded.v1', paid.tx, paid.refundId, { amount: usd('0.39') });
    const amount = usd('0.39');
    await told('purchase.refund-reversed.v1', paid.tx, paid.refundId, { amount });
    await untilCoins('kim', '70');
    expect((await read('kim', paid.refundId)).body).toMatchObject({ state: 'failed' });
    const unpaid = await approvedFor('lou');
    await told('purchase.refund-reversed.v1', unpaid.tx, unpaid.refundId, { amount });
    await untilCoins('lou', '70');
    expect((await read('lou', unpaid.refundId)).body).toMatchObject({ state: 'failed' });
  });

  it('is the same on the topic', async () => {
    const { refundId, tx } = await approvedFor('mia');
    const {
      data,
      specversion: _,
      ...event
    } = cloudEvent('purchase.refunded.v1', tx, {
      refundId,
      amount: usd('0.39'),
    });
    const message = { ...event, data, extensions: {}, time: service.clock.now() } as never;
    await service.ports.bus.publish([
      { topic: UPSTREAM_PURCHASES, key: `demo.${tx}`, event: message },
    ]);
    await eventually(
      () => read('mia', refundId),
      ({ body }) => body.state === 'paid',
    );
    expect(await told('purchase.refunded.v1', tx, refundId, { amount: usd('0.39') })).toMatchObject(
      { status: 'duplicate' },
    );
  });

  it('is explained step by step', async () => {
    const { refundId, tx } = await approvedFor('ned');
    await told('purchase.refunded.v1', tx, refundId, { amount: usd('0.39') });
    const { body } = await eventually(
      () => service.get('viewer', 'ned', `/v1/purchases/demo.${tx}/explain`),
      (answer) => answer.body.state === 'partly-refunded',
    );
    expect((body.chain as JsonObject[]).map(({ summary, type }) => [type, summary])).toEqual([
      ['PurchaseCaptured', 'ned paid USD 0.84.'],
      ['CoinsPurchased', 'A lot of 70 coins was granted to ned.'],
      ['PurchaseCredited', '70 coins can be spent.'],
      ['RefundRequested', 'A refund of 33 coins was requested: accidental.'],
      ['CoinsRefunded', '33 coins left the lot.'],
      ['RefundApproved', 'A refund of USD 0.39 was approved.'],
      ['RefundReported', 'The provider paid USD 0.39 back.'],
    ]);
  });

  it('is rejected where we did not approve it, as disputes are', async () => {
    const { refundId, tx } = await approvedFor('ola');
    const other = await buy('ola');
    const amount = usd('0.39');
    const events = [
      cloudEvent('purchase.refunded.v1', tx, { refundId: 're_1', amount }),
      cloudEvent('purchase.refunded.v1', other, { refundId, amount }),
      cloudEvent('purchase.refund-failed.v1', tx, { refundId: 're_1' }),
      cloudEvent('dispute.opened.v1', tx, { disputeId: 'du_1', amount }),
      cloudEvent('purchase.refunded.v1', tx, { refundId, amount: { ...amount, currency: 'EUR' } }),
      cloudEvent('purchase.refund-failed.v1', tx, { refundId, amount }),
    ];
    const { body } = await service.post('upstream', 'shop', '/v1/purchase-events', {
      body: events,
      headers: { 'content-type': 'application/cloudevents-batch+json' },
    });
    expect(body.results).toMatchObject([
      { status: 'rejected', errors: [{ field: 'data.refundId', reason: 'is not known here' }] },
      { status: 'rejected', errors: [{ field: 'data.refundId', reason: 'is not known here' }] },
      { status: 'rejected', errors: [{ field: 'data.refundId', reason: 'is not known here' }] },
      { status: 'rejected', errors: [{ field: 'type', reason: 'is not known here' }] },
      { status: 'rejected', code: 'validation', errors: [{ field: 'data' }] },
      { status: 'rejected', errors: [{ field: 'data.amount' }] },
    ]);
    const [only] = events;
    const single = await report(only ?? {});
    expect([single.status, single.body.code]).toEqual([400, 'validation']);
    expect((await read('ola', refundId)).body).toMatchObject({ state: 'approved' });
  });
});

describe('the refund window', () => {
  // The clock only goes forwards, so these come last.
  it('is open until its last moment, and closed after it', async () => {
    const tx = await buy('pam');
    const capturedAtMs = Date.parse(service.clock.now());
    service.clock.moveTo(capturedAtMs + 14 * DAY_MS);
    expect((await refund('pam', tx, { coins: '1' })).status).toBe(201);
    service.clock.moveTo(capturedAtMs + 14 * DAY_MS + 1);
    const late = await refund('pam', tx, { coins: '1' });
    expect([late.status, late.body.code]).toEqual([409, 'refund-window-closed']);
  });
});
