import { ApiClient, ApiProblem } from './api-client';
import { purchaseEvent, type PurchaseReport } from './api-types';
import { ApiUnavailable } from './patient-exchange';
import { type Arrived, type Reply, StubServer } from './stub-server.fixture';

const SOON = { 'retry-after': '0' };
const GIFT = { giftId: 'rose', quantity: 3, creatorId: 'cy' };
const SENT = { giftTxId: 'g', state: 'sent', position: '9', balance: '7', coins: '3' };
const BUSY: Reply = { status: 503, headers: SOON, body: { code: 'overloaded' } };
const REPORT = { provider: 'web-card', transactionId: 't1' } as PurchaseReport;

describe('ApiClient', () => {
  let server: StubServer;
  let client: ApiClient;

  /** Answers one reply after the other, and the last one for ever. */
  async function given(...replies: readonly (Reply | ((request: Arrived) => Reply))[]) {
    let next = 0;
    server = new StubServer((request) => {
      const reply = replies[Math.min(next, replies.length - 1)] ?? 'hang up';
      next += 1;
      return typeof reply === 'function' ? reply(request) : reply;
    });
    client = new ApiClient({ url: await server.start(), patienceMs: 5_000 });
  }

  afterEach(async () => {
    client.close();
    await server.stop();
  });

  it('sends the token, the key and how long it waits', async () => {
    await given({ status: 201, body: SENT });
    const answer = await client.sendGift({ key: 'k1', request: GIFT }, 'token-of-ana');
    expect(answer).toEqual({ status: 201, body: SENT, replayed: false });
    expect(server.arrived).toHaveLength(1);
    const [{ body, headers, method, path } = {} as Arrived] = server.arrived;
    expect([method, path, body]).toEqual(['POST', '/v1/gifts', GIFT]);
    expect(headers).toMatchObject({
      authorization: 'Bearer token-of-ana',
      'content-type': 'application/json',
      'idempotency-key': 'k1',
      prefer: 'wait=10',
    });
  });

  it('tells a replayed answer', async () => {
    await given({ status: 201, body: SENT, headers: { 'idempotency-replayed': 'true' } });
    expect((await client.sendGift({ key: 'k1', request: GIFT }, 't')).replayed).toBe(true);
  });

  it.each([
    ['is overloaded', BUSY],
    ['asks for fewer requests', { status: 429, headers: SOON } as const],
    ['is behind a gateway that lost it', { status: 502, headers: SOON } as const],
    ['hangs up', 'hang up' as const],
  ])('asks again, word by word, when the server %s', async (_, trouble) => {
    await given(trouble, trouble, { status: 201, body: SENT });
    const answer = await client.sendGift({ key: 'k1', request: GIFT }, 't');
    expect(answer.status).toBe(201);
    expect(client.retries).toBe(2);
    const [first, ...again] = server.arrived;
    expect(again).toEqual([first, first]);
  });

  it('waits as long as Retry-After says, and a second where it says nothing', async () => {
    await given(
      { status: 503, headers: { 'retry-after': '3' } },
      { status: 503 },
      { status: 429, headers: { 'retry-after': 'tomorrow' } },
      { status: 201, body: SENT },
    );
    const pauses: number[] = [];
    const patient = new ApiClient({
      url: client.url,
      pause: async (ms) => void pauses.push(ms),
    });
    await patient.sendGift({ key: 'k1', request: GIFT }, 't');
    expect(pauses).toEqual([3_000, 1_000, 1_000]);
    patient.close();
  });

  it('gives up when its patience would end before the next try', async () => {
    await given({ status: 503, headers: { 'retry-after': '10' } });
    const failing = client.get('/v1/bundles', 't');
    await expect(failing).rejects.toThrow(ApiUnavailable);
    await expect(failing).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+ answers 503$/);
    expect(client.retries).toBe(0);
  });

  it('gives up at once when it is told to stop', async () => {
    const stop = new AbortController();
    await given(() => {
      stop.abort();
      return { status: 503, headers: { 'retry-after': '1' } };
    });
    const stopped = new ApiClient({ url: client.url, signal: stop.signal });
    await expect(stopped.get('/v1/bundles', 't')).rejects.toThrow('aborted');
    expect(server.arrived).toHaveLength(1);
    stopped.close();
  });

  it('asks for the outcome of a gift until it is known', async () => {
    const pending = { status: 202, body: { giftTxId: 'g', state: 'requested', position: '5' } };
    await given(pending, pending, { status: 409, body: { code: 'insufficient-coins' } });
    const answer = await client.sendGift({ key: 'k1', request: GIFT }, 't');
    expect(answer.status).toBe(409);
    expect(server.arrived.map(({ headers }) => headers['idempotency-key'])).toEqual(
      new Array(3).fill('k1'),
    );
  });

  it('asks again only for the gifts of a batch whose outcome is not known', async () => {
    const result = (key: string, status: number) => ({ key, status, replayed: false, body: SENT });
    await given(
      { status: 200, body: { results: [result('a', 201), result('b', 202), result('c', 409)] } },
      { status: 200, body: { results: [{ ...result('b', 201), replayed: true }] } },
    );
    const gifts = ['a', 'b', 'c'].map((key) => ({ key, request: GIFT }));
    const answers = await client.sendGifts(gifts, 't');
    expect(answers.map(({ replayed, status }) => [status, replayed])).toEqual([
      [201, false],
      [201, true],
      [409, false],
    ]);
    expect(server.arrived.map(({ body }) => body)).toEqual([
      { items: gifts.map(({ key, request }) => ({ key, ...request })) },
      { items: [{ key: 'b', ...GIFT }] },
    ]);
  });

  it('reports purchases as a batch of CloudEvents', async () => {
    const result = { id: 'e1', status: 'accepted', position: '4' };
    await given({ status: 200, body: { results: [result] } });
    const event = purchaseEvent('e1', '/shop', REPORT);
    expect(await client.reportPurchases([event], 't')).toEqual([result]);
    expect(server.arrived[0]?.headers['content-type']).toBe('application/cloudevents-batch+json');
    expect(server.arrived[0]?.body).toEqual([
      {
        specversion: '1.0',
        id: 'e1',
        source: '/shop',
        type: 'purchase.captured.v1',
        subject: 'web-card.t1',
        data: REPORT,
      },
    ]);
  });

  it('says what the API has against a request as a whole', async () => {
    const problem = { status: 401, code: 'unauthenticated', detail: 'The token is not valid.' };
    await given({ status: 401, body: problem });
    const failing = client.reportPurchases([purchaseEvent('e1', '/shop', REPORT)], 't');
    await expect(failing).rejects.toThrow(ApiProblem);
    await expect(failing).rejects.toThrow(
      'POST /v1/purchase-events answered 401 unauthenticated: The token is not valid.',
    );
  });

  it('finds nothing where there is nothing', async () => {
    await given({ status: 404, body: { code: 'not-found' } });
    expect(await client.find('/v1/purchases/web-card.t1', 't')).toBeUndefined();
    await expect(client.get('/v1/purchases/web-card.t1', 't')).rejects.toThrow(ApiProblem);
  });

  it('tells whether anything answers there', async () => {
    await given({ status: 503 });
    await client.assertReachable();
    await server.stop();
    await expect(client.assertReachable()).rejects.toThrow(/^nothing answers at http.*npm start/);
    await server.start();
  });
});
