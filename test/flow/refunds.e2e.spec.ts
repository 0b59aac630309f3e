import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@gifting/kernel';
import { describeFlow, eventually, purchaseEvent } from './world';

/** Money of the trial balance. */
const termsOf = async (books: Promise<JsonObject>) =>
  ((await books).money as JsonObject).USD as JsonObject | undefined;

describeFlow('a refund', (world) => {
  const asking = (viewer: string, transactionId: string, body: JsonObject) =>
    world().post('viewer', viewer, `/v1/purchases/demo.${transactionId}/refunds`, body, {
      'idempotency-key': randomUUID(),
      prefer: 'wait=10',
    });
  const reporting = async (type: string, transactionId: string, data: JsonObject) => {
    const event = {
      ...purchaseEvent('nobody', '0.00', { transactionId }),
      type,
      data: { provider: 'demo', transactionId, ...data },
    };
    const answer = await world().post('upstream', 'shop', '/v1/purchase-events', event, {
      'content-type': 'application/cloudevents+json',
    });
    return (answer.body.results as JsonObject[])[0];
  };
  const coinsOf = (viewer: string, coins: string) =>
    eventually(
      () => world().wallet(viewer),
      (wallet) => wallet.coins === coins,
    );

  it('takes coins, is paid, and comes back, while every cent is explained', async () => {
    const [ria, transactionId] = [world().id('refund'), randomUUID()];
    await world().buy(ria, '0.84', { transactionId, bundleId: 'coins-70' });
    await world().give(ria, world().id('refund-creator'), { quantity: 20 });
    const { body, status } = await asking(ria, transactionId, {
      reason: 'technical',
      coins: '33',
    });
    expect(status).toBe(201);
    const money = { currency: 'USD', value: '0.39' };
    expect(body).toMatchObject({ state: 'approved', coins: '33', money });
    const { refundId } = body;
    await coinsOf(ria, '17');
    const much = await asking(ria, transactionId, { reason: 'technical', coins: '18' });
    expect([much.status, much.body.code]).toEqual([409, 'lot-already-spent']);
    expect(await termsOf(world().books())).toMatchObject({ unexplained: '0.00' });

    const amount = { currency: 'USD', value: '0.40' };
    const reported = { refundId, amount };
    expect(await reporting('purchase.refunded.v1', transactionId, reported)).toMatchObject({
      status: 'accepted',
    });
    expect(await reporting('purchase.refunded.v1', transactionId, reported)).toMatchObject({
      status: 'duplicate',
    });
    const path = `/v1/refunds/${String(refundId)}`;
    expect((await world().get('viewer', ria, path)).body).toMatchObject({ state: 'paid' });
    expect(await termsOf(world().books())).toMatchObject({ unexplained: '0.00' });

    expect(await reporting('purchase.refund-reversed.v1', transactionId, reported)).toMatchObject({
      status: 'accepted',
    });
    await coinsOf(ria, '50');
    expect((await world().get('viewer', ria, path)).body).toMatchObject({ state: 'failed' });
    const after = await world().books();
    expect(await termsOf(Promise.resolve(after))).toMatchObject({ unexplained: '0.00' });
    expect(after.violations).toEqual([]);
  });
});
