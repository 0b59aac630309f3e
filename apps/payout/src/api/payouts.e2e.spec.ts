import { randomUUID } from 'node:crypto';
import type { JsonObject, PayoutId } from '@gifting/kernel';
import { eventually, type Sent, ServiceAlone, textOf } from '@gifting/testing';
import { AMOUNTS, usd } from '../domain/payout.fixture';
import { payoutService } from '..';

let service: ServiceAlone;
/** What the earnings were told of each payout. */
const told = new Map<unknown, string[]>();
/** How the earnings answer a request; at first as soon as it comes. */
let answer: (payoutId: PayoutId) => Promise<void>;

beforeAll(async () => {
  service = await ServiceAlone.start(payoutService);
  await service.hear('creator-earnings', async ({ data, type }) => {
    const payoutId = data.payoutId as PayoutId;
    told.set(payoutId, [...(told.get(payoutId) ?? []), type]);
    // Not awaited: the payout service must resolve this message before it is told of the answer.
    if (type === 'PayoutRequested') void answer(payoutId);
  });
});

afterAll(() => service.stop());

beforeEach(() => {
  answer = reserve;
});

const untilTold = (payoutId: unknown, ...types: readonly string[]) =>
  eventually(
    async () => told.get(payoutId),
    (heard) => heard?.join() === types.join(),
  );

const reserve = (payoutId: PayoutId) =>
  service.tell('creator-earnings', `payout-${payoutId}`, 'DiamondsReserved', {
    ...AMOUNTS,
    payoutId,
  });

const decline = (payoutId: PayoutId) =>
  service.tell('creator-earnings', `payout-${payoutId}`, 'DiamondsReservationDeclined', {
    code: 'insufficient-diamonds',
    payoutId,
  });

const ASKED = { method: 'paypal', destinationToken: 'ok-12345678' };
const ask = (creatorId: string, more: JsonObject = {}, sent: Sent = {}) =>
  service.post('creator', creatorId, '/v1/payouts', { body: { ...ASKED, ...more }, ...sent });
const cancel = (creatorId: string, payoutId: string, sent: Sent = {}) =>
  service.post('creator', creatorId, `/v1/payouts/${payoutId}/cancel`, sent);
const read = (creatorId: string, payoutId: string) =>
  service.get('creator', creatorId, `/v1/payouts/${payoutId}`);
const until = (creatorId: string, payoutId: string, state: string) =>
  eventually(
    () => read(creatorId, payoutId),
    ({ body }) => body.state === state,
  );

const MONEY = {
  diamonds: '416',
  gross: usd('4.16'),
  commission: usd('2.08'),
  providerFee: usd('0.00'),
  net: usd('2.08'),
};
const NO_MONEY = { diamonds: null, gross: null, commission: null, providerFee: null, net: null };

describe('a payout', () => {
  it('is answered with its amounts, and is paid within a moment', async () => {
    const asked = await ask('cleo');
    expect(asked.status).toBe(201);
    expect(asked.body).toEqual({
      payoutId: expect.any(String) as string,
      creatorId: 'cleo',
      state: 'approved',
      method: 'paypal',
      ...MONEY,
      requestedAt: service.clock.now(),
      position: expect.stringMatching(/^\d+$/) as string,
    });
    const payoutId = textOf(asked.body, 'payoutId');
    const { body } = await until('cleo', payoutId, 'paid');
    expect(body).toMatchObject({ payoutId, ...MONEY });
    await untilTold(payoutId, 'PayoutRequested', 'PayoutPaid');
  });

  it('has the position of its reservation, where its list already shows it approved', async () => {
    const { body } = await ask('clara');
    const events = await service.ports.eventStore.readStream(`payout-${textOf(body, 'payoutId')}`);
    expect(events.find(({ position }) => position === body.position)?.type).toBe('PayoutReserved');
    const list = await service.get(
      'creator',
      'clara',
      `/v1/creators/clara/payouts?minPosition=${textOf(body, 'position')}`,
    );
    const [item] = list.body.items as JsonObject[];
    expect(['approved', 'submitted', 'paid']).toContain(item?.state);
  });

  it('is answered once for its key, and refused for other content', async () => {
    const key = randomUUID();
    const first = await ask('cleo', { diamonds: '416' }, { key });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const again = await ask('cleo', { diamonds: '416.0' }, { key });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await ask('cleo', { diamonds: '417' }, { key });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-mismatch']);
    const elsewhere = await ask('dora', { diamonds: '417' }, { key });
    expect(elsewhere.status).toBe(201);
  });

  it('is answered with 202 where its amounts take longer than the caller waits', async () => {
    answer = async () => undefined;
    const key = randomUUID();
    const sent = { key, headers: { prefer: 'wait=0' } };
    const asked = await ask('cleo', {}, sent);
    const payoutId = textOf(asked.body, 'payoutId');
    expect(asked.status).toBe(202);
    expect(asked.headers.get('location')).toBe(`/v1/payouts/${payoutId}`);
    expect(asked.body).toMatchObject({ state: 'requested', ...NO_MONEY });
    expect((await read('cleo', payoutId)).body).toMatchObject({ state: 'requested', ...NO_MONEY });

    await reserve(payoutId as PayoutId);
    const replayed = await ask('cleo', {}, { key });
    expect(replayed.status).toBe(201);
    expect(replayed.body).toMatchObject({ payoutId, state: 'approved', ...MONEY });
  });

  it('is refused as the earnings say, and the refusal is replayed', async () => {
    answer = decline;
    const key = randomUUID();
    const first = await ask('cleo', { diamonds: '9999' }, { key });
    expect(first.status).toBe(409);
    expect(first.body).toMatchObject({
      code: 'insufficient-diamonds',
      payoutId: expect.any(String) as string,
    });
    answer = reserve;
    const again = await ask('cleo', { diamonds: '9999' }, { key });
    expect([again.status, again.body.code]).toEqual([409, 'insufficient-diamonds']);
    expect((await read('cleo', textOf(first.body, 'payoutId'))).body).toMatchObject({
      state: 'declined',
      code: 'insufficient-diamonds',
      ...NO_MONEY,
    });
  });

  it.each<[string, JsonObject, number, string]>([
    ['an unknown member', { amount: '1' }, 400, 'validation'],
    ['a number for an amount', { diamonds: 416 }, 400, 'validation'],
    ['nothing to pay', { diamonds: '0' }, 400, 'validation'],
    ['null for absent', { diamonds: null }, 400, 'validation'],
    ['another method', { method: 'cash' }, 400, 'validation'],
    ['no reference of the vault', { destinationToken: 'short' }, 400, 'validation'],
    ['an IBAN', { destinationToken: 'DE89370400440532013000' }, 422, 'destination-token'],
    ['a card', { destinationToken: '4111-1111-1111-1111' }, 422, 'destination-token'],
    ['an e-mail address', { destinationToken: 'cleo@example.com' }, 422, 'destination-token'],
  ])('with %s is refused before anything is recorded', async (_, more, status, code) => {
    const key = randomUUID();
    const asked = told.size;
    const refused = await ask('cleo', more, { key });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(told.size).toBe(asked);
    expect((await ask('cleo', {}, { key })).status).toBe(201);
  });

  it('needs a key', async () => {
    const refused = await ask('cleo', {}, { key: null });
    expect([refused.status, refused.body.code]).toEqual([400, 'idempotency-key']);
  });

  it('tells why the provider did not pay', async () => {
    const { body } = await ask('cleo', { destinationToken: 'fail-12345678' });
    expect((await until('cleo', textOf(body, 'payoutId'), 'failed')).body).toMatchObject({
      reason: 'sandbox-failure',
      ...MONEY,
    });
  });

  it('waits for the clock where the provider is slow', async () => {
    const { body } = await ask('cleo', { destinationToken: 'slow-12345678' });
    await until('cleo', textOf(body, 'payoutId'), 'submitted');
    service.clock.moveTo(service.clock.nowMs() + 60_000);
    await until('cleo', textOf(body, 'payoutId'), 'paid');
  });
});

describe('who may', () => {
  let payoutId: string;
  beforeEach(async () => {
    const { body } = await ask('cleo', { destinationToken: 'slow-12345678' });
    payoutId = textOf(body, 'payoutId');
  });

  it('see a payout: its creator, auditors, operators', async () => {
    expect((await read('cleo', payoutId)).status).toBe(200);
    expect((await read('mallory', payoutId)).status).toBe(404);
    expect((await service.get('auditor', 'aud', `/v1/payouts/${payoutId}`)).status).toBe(200);
    expect((await service.get('operator', 'ops', `/v1/payouts/${payoutId}`)).status).toBe(200);
    expect((await service.get('viewer', 'cleo', `/v1/payouts/${payoutId}`)).status).toBe(403);
    expect((await read('cleo', 'never-asked')).status).toBe(404);
    const list = '/v1/creators/cleo/payouts';
    expect((await service.get('creator', 'mallory', list)).status).toBe(404);
    expect((await service.get('auditor', 'aud', list)).status).toBe(200);
  });

  it('ask for one or cancel it: creators, each their own', async () => {
    for (const role of ['viewer', 'auditor', 'operator'] as const) {
      const body = ASKED;
      expect((await service.post(role, 'cleo', '/v1/payouts', { body })).status).toBe(403);
      const path = `/v1/payouts/${payoutId}/cancel`;
      expect((await service.post(role, 'cleo', path)).status).toBe(403);
    }
    expect((await cancel('mallory', payoutId)).status).toBe(404);
    expect((await cancel('cleo', 'never-asked')).status).toBe(404);
  });
});

describe('a cancellation', () => {
  async function waiting(): Promise<string> {
    answer = async () => undefined;
    const { body } = await ask('cleo', {}, { headers: { prefer: 'wait=0' } });
    return textOf(body, 'payoutId');
  }

  it('ends a payout that was not submitted, and gives its diamonds back', async () => {
    const payoutId = await waiting();
    const key = randomUUID();
    const done = await cancel('cleo', payoutId, { key });
    expect(done.status).toBe(201);
    expect(done.body).toEqual({
      payoutId,
      operationId: expect.any(String) as string,
      state: 'cancelled',
      position: expect.stringMatching(/^\d+$/) as string,
    });
    const again = await cancel('cleo', payoutId, { key });
    expect([again.status, again.body]).toEqual([201, done.body]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');

    // The reservation was on its way and changes nothing any more.
    await reserve(payoutId as PayoutId);
    expect((await read('cleo', payoutId)).body).toMatchObject({ state: 'cancelled', ...NO_MONEY });
    await untilTold(payoutId, 'PayoutRequested', 'PayoutCancelled');
    const types = (await service.ports.eventStore.readStream(`payout-${payoutId}`)).map(
      ({ type }) => type,
    );
    expect(types).toEqual(['PayoutRequested', 'PayoutCancelled', 'MessageNoted']);
  });

  it('is recorded as an operation, and what answers it names it', async () => {
    const payoutId = await waiting();
    const { body } = await cancel('cleo', payoutId);
    const operationId = textOf(body, 'operationId');
    const { eventStore } = service.ports;
    const operation = await eventStore.readStream(`operation-payout.${operationId}`);
    expect(operation.map(({ type }) => type)).toEqual(['OperationRequested', 'OperationDone']);
    expect(operation[0]?.metadata.actor).toEqual({ role: 'creator', sub: 'cleo' });
    expect(operation[1]?.position).toBe(body.position);
    const payout = await eventStore.readStream(`payout-${payoutId}`);
    expect(payout.at(-1)).toMatchObject({
      type: 'PayoutCancelled',
      metadata: { operationId, traceId: operation[0]?.metadata.traceId },
    });
  });

  it('is answered to a caller who waited for the payout instead', async () => {
    answer = async () => undefined;
    const key = randomUUID();
    const asked = await ask('cleo', {}, { key, headers: { prefer: 'wait=0' } });
    await cancel('cleo', textOf(asked.body, 'payoutId'));
    const replayed = await ask('cleo', {}, { key });
    expect(replayed.status).toBe(201);
    expect(replayed.body).toMatchObject({ state: 'cancelled', ...NO_MONEY });
  });

  it('is refused where the provider may have the payout, and the refusal is replayed', async () => {
    const { body } = await ask('cleo', { destinationToken: 'slow-12345678' });
    await until('cleo', textOf(body, 'payoutId'), 'submitted');
    const key = randomUUID();
    const refused = await cancel('cleo', textOf(body, 'payoutId'), { key });
    expect([refused.status, refused.body.code]).toEqual([409, 'payout-already-submitted']);
    service.clock.moveTo(service.clock.nowMs() + 60_000);
    await until('cleo', textOf(body, 'payoutId'), 'paid');
    const again = await cancel('cleo', textOf(body, 'payoutId'), { key });
    expect([again.status, again.body.code]).toEqual([409, 'payout-already-submitted']);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('has nothing to do where the payout has ended already', async () => {
    const payoutId = await waiting();
    await cancel('cleo', payoutId);
    const refused = await cancel('cleo', payoutId);
    expect([refused.status, refused.body.code]).toEqual([409, 'nothing-to-do']);
  });

  it('is answered with 202 where it takes longer than the caller waits', async () => {
    const payoutId = await waiting();
    const key = randomUUID();
    const asked = await cancel('cleo', payoutId, { key, headers: { prefer: 'wait=0' } });
    expect(asked.status).toBe(202);
    expect(asked.body).toMatchObject({ payoutId, state: 'requested' });
    await until('cleo', payoutId, 'cancelled');
    const replayed = await cancel('cleo', payoutId, { key });
    expect(replayed.status).toBe(201);
    expect(replayed.body).toMatchObject({ payoutId, state: 'cancelled' });
  });

  it('counts for one payout only', async () => {
    const [one, other] = [await waiting(), await waiting()];
    const key = randomUUID();
    expect((await cancel('cleo', one, { key })).status).toBe(201);
    const refused = await cancel('cleo', other, { key });
    expect([refused.status, refused.body.code]).toEqual([422, 'idempotency-mismatch']);
    expect((await read('cleo', other)).body.state).toBe('requested');
  });
});

describe('the payouts of a creator', () => {
  it('are listed newest first, page by page', async () => {
    const asked: unknown[] = [];
    for (let count = 0; count < 5; count += 1) asked.push((await ask('lea')).body.payoutId);
    const position = textOf((await ask('lea')).body, 'position');
    const listed: unknown[] = [];
    let query = `?limit=2&minPosition=${position}`;
    for (let pages = 0; query !== ''; pages += 1) {
      const { body } = await service.get('creator', 'lea', `/v1/creators/lea/payouts${query}`);
      const items = body.items as JsonObject[];
      listed.push(...items.map(({ payoutId }) => payoutId));
      query = body.nextCursor === null ? '' : `?limit=2&cursor=${textOf(body, 'nextCursor')}`;
      expect(pages).toBeLessThan(4);
    }
    expect(listed).toHaveLength(6);
    expect(listed.slice(1)).toEqual(asked.reverse());
  });

  it('are none for a creator never seen, and no guess at a cursor', async () => {
    const path = '/v1/creators/nobody/payouts';
    expect((await service.get('creator', 'nobody', path)).body).toEqual({
      items: [],
      nextCursor: null,
    });
    const refused = await service.get('creator', 'nobody', `${path}?cursor=guess`);
    expect([refused.status, refused.body.code]).toEqual([400, 'invalid-cursor']);
  });
});
