import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@gifting/kernel';
import { describeFlow, eventually, purchaseEvent } from './world';

/** Money of the trial balance, for what one test did: others may have used the same store. */
const termsOf = async (books: Promise<JsonObject>) =>
  ((await books).money as JsonObject).USD as JsonObject | undefined;

describeFlow('one evening', (world) => {
  describe('the whole $10', () => {
    const [viewer, creator] = ['whole-viewer', 'whole-creator'];

    it('buys 833 coins and shows the residual', async () => {
      const [ana, transactionId] = [world().id(viewer), randomUUID()];
      const result = await world().buy(ana, '10.00', { transactionId });
      expect(result).toMatchObject({
        id: expect.any(String) as string,
        status: 'accepted',
        purchaseId: `demo.${transactionId}`,
      });
      const { body } = await world().get(
        'viewer',
        ana,
        `/v1/purchases/demo.${transactionId}?minPosition=${String(result.position ?? 0)}`,
      );
      expect(body).toMatchObject({
        state: 'credited',
        coins: '833',
        remaining: '833',
        spent: '0',
        paid: { currency: 'USD', value: '10.00' },
        residual: { currency: 'USD', value: '0.004' },
      });
    });

    it('becomes 416.5 diamonds, in any split', async () => {
      const [ana, cy] = [world().id(viewer), world().id(creator)];
      const single = await world().give(ana, cy, { quantity: 33 });
      expect(single.status).toBe(201);
      expect(single.body).toEqual({
        giftTxId: expect.any(String) as string,
        state: 'sent',
        giftId: 'rose',
        quantity: 33,
        coins: '33',
        recipients: [{ creatorId: cy, diamonds: '16.5' }],
        balance: '800',
        position: expect.stringMatching(/^\d+$/) as string,
      });
      const items = Array.from({ length: 400 }, () => ({
        key: randomUUID(),
        giftId: 'rose',
        quantity: 2,
        creatorId: cy,
      }));
      const wait = { prefer: 'wait=10' };
      const batch = await world().post('viewer', ana, '/v1/gifts/batch', { items }, wait);
      const results = batch.body.results as { status: number; key: string }[];
      expect(results.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
      expect(results.filter(({ status }) => status !== 201 && status !== 202)).toEqual([]);
      const wallet = await eventually(
        () => world().wallet(ana),
        ({ coins }) => coins === '0',
      );
      expect(wallet).toMatchObject({ viewerId: ana, coins: '0', debt: '0', frozen: false });
      const earnings = await eventually(
        () => world().earnings(cy),
        ({ diamonds }) => (diamonds as JsonObject).total === '416.5',
      );
      expect(earnings).toMatchObject({
        creatorId: cy,
        diamonds: { total: '416.5', available: '416.5', reserved: '0', redeemed: '0' },
        withdrawable: { diamonds: '416', money: { currency: 'USD', value: '2.08' } },
      });
    });

    it('pays out $2.08, keeps half a diamond, and every cent is explained', async () => {
      const cy = world().id(creator);
      const before = await termsOf(world().books());
      const asked = await world().cashOut(cy);
      expect(asked.status).toBe(201);
      expect(asked.body).toMatchObject({
        diamonds: '416',
        gross: { currency: 'USD', value: '4.16' },
        commission: { currency: 'USD', value: '2.08' },
        providerFee: { currency: 'USD', value: '0.00' },
        net: { currency: 'USD', value: '2.08' },
      });
      await eventually(
        () => world().get('creator', cy, `/v1/payouts/${String(asked.body.payoutId)}`),
        ({ body }) => body.state === 'paid',
      );
      const earnings = await eventually(
        () => world().earnings(cy),
        ({ diamonds }) => (diamonds as JsonObject).redeemed === '416',
      );
      expect(earnings.diamonds).toMatchObject({ total: '0.5', available: '0.5', reserved: '0' });
      const after = await termsOf(world().books());
      expect(Number(before?.cash) - Number(after?.cash)).toBeCloseTo(2.08, 9);
      expect(after?.unexplained).toBe('0.00');
    });

    it('leaves the transactions of the viewer, newest first', async () => {
      const ana = world().id(viewer);
      const pages: JsonObject[] = [];
      let cursor: unknown = '';
      do {
        const query: string = cursor === '' ? '' : `&cursor=${String(cursor)}`;
        const { body } = await world().get(
          'viewer',
          ana,
          `/v1/viewers/${ana}/transactions?limit=150${query}`,
        );
        pages.push(...(body.items as JsonObject[]));
        cursor = body.nextCursor;
      } while (cursor !== null);
      expect(pages).toHaveLength(402);
      expect(pages.at(-1)).toMatchObject({ kind: 'purchase', coins: '833', balance: '833' });
      expect(pages.at(-2)).toMatchObject({ kind: 'gift', coins: '-33', balance: '800' });
      expect(pages[0]).toMatchObject({ kind: 'gift', coins: '-2', balance: '0' });
    });
  });

  describe('a purchase', () => {
    it('counts once, whatever event tells of it', async () => {
      const [bo, transactionId] = [world().id('once'), randomUUID()];
      const first = purchaseEvent(bo, '4.20', { transactionId, bundleId: 'coins-350' });
      const again = { ...first, id: randomUUID(), source: '/elsewhere' };
      const other = {
        ...first,
        data: { ...(first.data as JsonObject), method: 'cash' },
      };
      const { body } = await world().post(
        'upstream',
        'shop',
        '/v1/purchase-events',
        [first, again, other, { ...first, subject: 'demo.other' }, { nonsense: true }],
        { 'content-type': 'application/cloudevents-batch+json' },
      );
      const results = body.results as JsonObject[];
      expect(results.map(({ code, status }) => [status, code])).toEqual([
        ['accepted', undefined],
        ['duplicate', undefined],
        ['rejected', 'purchase-conflict'],
        ['rejected', 'subject-mismatch'],
        ['rejected', 'validation'],
      ]);
      expect(await world().wallet(bo)).toMatchObject({ coins: '350' });
    });

    it('is explained from the payment to the coins', async () => {
      const [kim, transactionId] = [world().id('explained'), randomUUID()];
      await world().buy(kim, '10.00', { transactionId });
      const { body } = await world().get(
        'viewer',
        kim,
        `/v1/purchases/demo.${transactionId}/explain`,
      );
      expect(body).toMatchObject({ state: 'credited', waitingFor: null });
      const chain = body.chain as JsonObject[];
      expect(chain.map(({ type }) => type)).toEqual([
        'PurchaseCaptured',
        'CoinsPurchased',
        'PurchaseCredited',
      ]);
      expect(chain[0]?.summary).toBe(`${kim} paid USD 10.00.`);
      const path = `/v1/purchases/demo.${transactionId}/explain`;
      expect((await world().get('viewer', 'stranger', path)).status).toBe(404);
    });

    it('is held where the price is not the bundle’s', async () => {
      const cal = world().id('held');
      const result = await world().buy(cal, '4.19', { bundleId: 'coins-350' });
      expect(result).toMatchObject({ status: 'held', code: 'price-mismatch' });
      expect(await world().wallet(cal)).toMatchObject({ coins: '0' });
    });

    it('of another provider is forbidden', async () => {
      const result = await world().buy(world().id('foreign'), '1.00', { provider: 'other' });
      expect(result).toMatchObject({ status: 'rejected', code: 'provider-forbidden' });
    });
  });

  describe('a gift', () => {
    it('is answered the same for the same key, and refused for other content', async () => {
      const [di, ed] = [world().id('same'), world().id('creator')];
      await world().buy(di, '10.00');
      const key = randomUUID();
      const first = await world().give(di, ed, { quantity: 3, message: 'hello' }, key);
      const again = await world().give(di, ed, { quantity: 3, message: 'hello' }, key);
      expect(first.headers['idempotency-replayed']).toBeUndefined();
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      const other = await world().give(di, ed, { quantity: 4, message: 'hello' }, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency-mismatch']);
      expect(await world().wallet(di)).toMatchObject({ coins: '830' });
    });

    it('is declined without enough coins, and the refusal is replayed', async () => {
      const [fay, ed] = [world().id('poor'), world().id('creator')];
      const key = randomUUID();
      const first = await world().give(fay, ed, { giftId: 'universe' }, key);
      expect(first.status).toBe(409);
      expect(first.body).toMatchObject({
        code: 'insufficient-coins',
        giftTxId: expect.any(String) as string,
      });
      await world().buy(fay, '1000.00');
      const again = await world().give(fay, ed, { giftId: 'universe' }, key);
      expect([again.status, again.body.code]).toEqual([409, 'insufficient-coins']);
      expect((await world().give(fay, ed, { giftId: 'universe' })).status).toBe(201);
    });

    it.each<[string, JsonObject, number, string]>([
      ['to oneself', { creatorId: 'SELF' }, 422, 'self-gift'],
      ['that is in no catalogue', { giftId: 'tulip' }, 404, 'unknown-gift'],
      ['at an old price', { priceVersion: 99 }, 409, 'price-version-stale'],
    ])('%s is refused and leaves its key unused', async (_, gift, status, code) => {
      const [gus, ed] = [world().id('refused'), world().id('creator')];
      await world().buy(gus, '1.00');
      const key = randomUUID();
      const asked = gift.creatorId === 'SELF' ? { creatorId: gus } : gift;
      const refused = await world().give(gus, ed, asked, key);
      expect([refused.status, refused.body.code]).toEqual([status, code]);
      expect((await world().give(gus, ed, {}, key)).status).toBe(201);
    });

    it('that is anonymous shows no viewer to its creator', async () => {
      const [hal, ivy] = [world().id('anonymous'), world().id('anonymous-creator')];
      await world().buy(hal, '1.00');
      const { body } = await world().give(hal, ivy, { anonymous: true, message: 'guess who' });
      const path = `/v1/gifts/${String(body.giftTxId)}`;
      expect((await world().get('creator', ivy, path)).body.viewerId).toBeNull();
      expect((await world().get('viewer', hal, path)).body.viewerId).toBe(hal);
      expect((await world().get('viewer', 'stranger', path)).status).toBe(404);
      const list = await eventually(
        () => world().get('creator', ivy, `/v1/creators/${ivy}/gifts`),
        (answer) => (answer.body.items as JsonObject[]).length === 1,
      );
      expect((list.body.items as JsonObject[])[0]).toMatchObject({
        viewerId: null,
        giftId: 'rose',
        quantity: 1,
        coins: '1',
        diamonds: '0.5',
        message: 'guess who',
      });
    });

    it('ranks its viewers', async () => {
      const creator = world().id('ranked');
      for (const [name, quantity] of [
        ['third', 1],
        ['first', 30],
        ['second', 2],
      ] as const) {
        const viewer = world().id(name);
        await world().buy(viewer, '1.00');
        await world().give(viewer, creator, { quantity });
      }
      const { body } = await eventually(
        () => world().get('creator', creator, `/v1/creators/${creator}/supporters?window=all`),
        (answer) => (answer.body.items as JsonObject[]).length === 3,
      );
      expect(body.items).toEqual([
        { rank: 1, viewerId: world().id('first'), coins: '30', gifts: 1 },
        { rank: 2, viewerId: world().id('second'), coins: '2', gifts: 1 },
        { rank: 3, viewerId: world().id('third'), coins: '1', gifts: 1 },
      ]);
    });
  });

  describe('a payout', () => {
    async function earn(creator: string): Promise<void> {
      const viewer = world().id(`${creator}-fan`);
      await world().buy(viewer, '100.00');
      await world().give(viewer, creator, { quantity: 1_000 });
      await eventually(
        () => world().earnings(creator),
        ({ diamonds }) => (diamonds as JsonObject).available === '500',
      );
    }
    const stateOf = async (creator: string, payoutId: unknown) =>
      (await world().get('creator', creator, `/v1/payouts/${String(payoutId)}`)).body.state;

    it.each([
      ['ok-12345678', 'paid', '0', '500'],
      ['fail-12345678', 'failed', '500', '0'],
      ['return-12345678', 'returned', '500', '0'],
      ['unknown-12345678', 'paid', '0', '500'],
    ])('to %s ends as %s', async (destinationToken, state, available, redeemed) => {
      const creator = world().id(`payout-${destinationToken}`);
      await earn(creator);
      const { body } = await world().cashOut(creator, { destinationToken });
      await eventually(
        () => stateOf(creator, body.payoutId),
        (now) => now === state,
      );
      const expected = { available, redeemed, reserved: '0' };
      await eventually(
        async () => (await world().earnings(creator)).diamonds as JsonObject,
        (diamonds) => Object.entries(expected).every(([name, value]) => diamonds[name] === value),
      );
      expect(await termsOf(world().books())).toMatchObject({ unexplained: '0.00' });
    });

    it('is refused below the minimum, above what is there, and to raw account data', async () => {
      const creator = world().id('payout-refused');
      const none = await world().cashOut(creator);
      expect([none.status, none.body.code]).toEqual([422, 'below-minimum-payout']);
      await earn(creator);
      const much = await world().cashOut(creator, { diamonds: '501' });
      expect([much.status, much.body.code]).toEqual([409, 'insufficient-diamonds']);
      const raw = await world().cashOut(creator, { destinationToken: 'DE89370400440532013000' });
      expect([raw.status, raw.body.code]).toEqual([422, 'destination-token']);
    });
  });

  it('shows auditors every event with its hash, and nobody else', async () => {
    const ana = world().id('whole-viewer');
    const { body } = await world().get('auditor', 'auditor', `/v1/audit/streams/wallet-${ana}`);
    const items = body.items as JsonObject[];
    expect(items[0]).toMatchObject({
      stream: `wallet-${ana}`,
      revision: 0,
      type: 'CoinsPurchased',
      schemaVersion: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    const hash = String(items[0]?.hash);
    expect(String(items[0]?.eventId).replaceAll('-', '').slice(0, 12)).toBe(hash.slice(0, 12));
    const refused = await world().get('viewer', ana, '/v1/audit/events');
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });

  it('goes on after a restart as if nothing had been', async () => {
    const [joe, creator] = [world().id('restart'), world().id('restart-creator')];
    await world().buy(joe, '10.00');
    const key = randomUUID();
    const before = await world().give(joe, creator, { quantity: 100 }, key);
    await world().restart();
    expect(await world().wallet(joe)).toMatchObject({ coins: '733' });
    const replayed = await world().give(joe, creator, { quantity: 100 }, key);
    expect(replayed.body).toEqual(before.body);
    expect((await world().give(joe, creator, { quantity: 733 })).status).toBe(201);
    await eventually(
      () => world().earnings(creator),
      ({ diamonds }) => (diamonds as JsonObject).available === '416.5',
    );
    const books = await world().books();
    expect([books.balanced, books.violations]).toEqual([true, []]);
  });
});
