import type { CreatorId, JsonObject, PayoutId } from '@gifting/kernel';
import { ServiceAlone, textOf } from '@gifting/testing';
import { usd } from '../domain/earnings.fixture';
import { creatorEarningsService } from '..';
import { Giver } from './giver.fixture';

let service: ServiceAlone;
const giver = new Giver(() => service);
const give = giver.give.bind(giver);

beforeAll(async () => {
  service = await ServiceAlone.start(creatorEarningsService);
});

afterAll(() => service.stop());

const payOut = async (creatorId: string, payoutId: string, minimum = '1.00') =>
  service.tell('payout', `earnings-${creatorId}`, 'PayoutRequested', {
    creatorId: creatorId as CreatorId,
    minimum: usd(minimum),
    payoutId: payoutId as PayoutId,
    providerFee: usd('0.00'),
    providerFeeBearer: 'platform',
  });

const settle = (creatorId: string, payoutId: string, type: 'PayoutPaid' | 'PayoutReturned') =>
  service.tell('payout', `earnings-${creatorId}`, type, {
    creatorId: creatorId as CreatorId,
    payoutId: payoutId as PayoutId,
  });

const read = async (creatorId: string, path: string) =>
  (await service.get('creator', creatorId, `/v1/creators/${creatorId}/${path}`)).body;

/** The newest position, for reads that must include everything that was told. */
const now = () => service.ports.eventStore.head();

describe('the earnings of a creator', () => {
  const earnings = async (creatorId: string) =>
    read(creatorId, `earnings?minPosition=${await now()}`);

  it('are zero for a creator never seen', async () => {
    expect(await earnings('nobody')).toEqual({
      creatorId: 'nobody',
      diamonds: {
        total: '0',
        pending: '0',
        available: '0',
        reserved: '0',
        held: '0',
        redeemed: '0',
        clawedBack: '0',
      },
      withdrawable: { diamonds: '0', money: usd('0.00') },
      position: expect.stringMatching(/^\d+$/) as string,
    });
  });

  it('go from credit to payout and back, to the last half diamond', async () => {
    await give('cleo', { viewerId: 'ana', coins: 833 });
    expect(await earnings('cleo')).toMatchObject({
      diamonds: { total: '416.5', available: '416.5', reserved: '0', redeemed: '0' },
      withdrawable: { diamonds: '416', money: usd('2.08') },
    });

    await payOut('cleo', 'y1');
    expect(await earnings('cleo')).toMatchObject({
      diamonds: { total: '416.5', available: '0.5', reserved: '416', redeemed: '0' },
      withdrawable: { diamonds: '0', money: usd('0.00') },
    });

    await settle('cleo', 'y1', 'PayoutPaid');
    expect(await earnings('cleo')).toMatchObject({
      diamonds: { total: '0.5', available: '0.5', reserved: '0', redeemed: '416' },
    });

    await settle('cleo', 'y1', 'PayoutReturned');
    expect(await earnings('cleo')).toMatchObject({
      diamonds: { total: '416.5', available: '416.5', reserved: '0', redeemed: '0' },
      withdrawable: { diamonds: '416', money: usd('2.08') },
    });
  });

  it('ignore the minimum in what can be withdrawn', async () => {
    await give('mini', { viewerId: 'ana', coins: 10 });
    expect(await earnings('mini')).toMatchObject({
      withdrawable: { diamonds: '4', money: usd('0.02') },
    });
    await payOut('mini', 'y2');
    expect(await earnings('mini')).toMatchObject({ diamonds: { available: '5', reserved: '0' } });
  });

  it('are refused where the projection is behind what is asked for', async () => {
    const path = '/v1/creators/cleo/earnings?minPosition=9000000000000000000';
    const refused = await service.get('creator', 'cleo', path);
    expect([refused.status, refused.body.code]).toEqual([503, 'projection-behind']);
  });

  it('are the own ones, for auditors everybody’s', async () => {
    const path = '/v1/creators/cleo/earnings';
    expect((await service.get('creator', 'mallory', path)).status).toBe(404);
    expect((await service.get('viewer', 'cleo', path)).status).toBe(403);
    expect((await service.get('auditor', 'aud', path)).status).toBe(200);
  });
});

describe('the earnings of a creator over time', () => {
  const ask = async (query: string) =>
    service.get('creator', 'stu', `/v1/creators/stu/earnings/series?${query}`);

  it('are sums by hour, day and week, empty ones included', async () => {
    const startMs = Date.parse('2030-01-05T23:30:00.000Z');
    service.clock.moveTo(startMs);
    await give('stu', { viewerId: 'ana', coins: 3 });
    await give('stu', { coins: 4 });
    service.clock.moveTo(startMs + 2 * 60 * 60 * 1_000);
    await give('stu', { coins: 5 });
    const seriesBy = async (bucket: string, from: string, to: string) => {
      const span = `from=2030-01-${from}:00:00Z&to=2030-01-${to}:00:00Z`;
      const { body } = await ask(`bucket=${bucket}&${span}&minPosition=${await now()}`);
      expect(body.position).toEqual(expect.stringMatching(/^\d+$/));
      return body.items;
    };
    const item = (from: string, coins: string, diamonds: string, gifts: number) => ({
      from: `2030-01-${from}:00:00.000Z`,
      coins,
      diamonds,
      gifts,
    });
    expect(await seriesBy('hour', '05T23', '06T02')).toEqual([
      item('05T23', '7', '3.5', 2),
      item('06T00', '0', '0', 0),
      item('06T01', '5', '2.5', 1),
    ]);
    expect(await seriesBy('day', '05T12', '07T00')).toEqual([
      item('05T00', '7', '3.5', 2),
      item('06T00', '5', '2.5', 1),
    ]);
    // The sixth is a Sunday.
    expect(await seriesBy('week', '06T00', '08T00')).toEqual([
      { ...item('05T23', '12', '6', 3), from: '2029-12-31T00:00:00.000Z' },
      item('07T00', '0', '0', 0),
    ]);
  });

  it.each([
    'from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z',
    'bucket=month&from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z',
    'bucket=day&from=yesterday&to=2030-01-02T00:00:00Z',
    'bucket=day&from=2030-01-02T00:00:00Z&to=2030-01-02T00:00:00Z',
    'bucket=hour&from=2030-01-01T00:00:00Z&to=2030-02-11T16:00:00.001Z',
    'bucket=day&from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z&limit=1',
  ])('are refused for %s', async (query) => {
    const { body, status } = await ask(query);
    expect([status, body.code]).toEqual([400, 'validation']);
  });

  it('have at most 1,000 buckets', async () => {
    const { body } = await ask('bucket=hour&from=2030-01-01T00:00:00Z&to=2030-02-11T16:00:00Z');
    expect(body.items).toHaveLength(1_000);
  });
});

describe('the gifts of a creator', () => {
  it('are listed newest first, with what a creator may see of them', async () => {
    const named = await give('gina', { viewerId: 'ana', coins: 5, message: 'for you' });
    await payOut('gina', 'y3');
    const anonymous = await give('gina', { coins: 7, message: 'guess who' });
    const { items, nextCursor } = await read('gina', 'gifts');
    const place = {
      at: service.clock.now(),
      position: expect.stringMatching(/^\d+$/) as string,
    };
    expect(items).toEqual([
      {
        giftTxId: anonymous,
        viewerId: null,
        giftId: 'rose',
        quantity: 7,
        coins: '7',
        diamonds: '3.5',
        message: 'guess who',
        ...place,
      },
      {
        giftTxId: named,
        viewerId: 'ana',
        giftId: 'rose',
        quantity: 5,
        coins: '5',
        diamonds: '2.5',
        message: 'for you',
        ...place,
      },
    ]);
    expect(nextCursor).toBeNull();
  });

  it('lose a message that was erased, and nothing else', async () => {
    const giftTxId = await give('erin', { viewerId: 'ana', coins: 1, message: 'forget me' });
    await service.ports.noteStore.erase(`note-${giftTxId}`);
    const [item] = (await read('erin', 'gifts')).items as JsonObject[];
    expect(item).toMatchObject({ giftTxId, viewerId: 'ana' });
    expect(item).not.toHaveProperty('message');
  });

  it('come page by page, none twice and none left out', async () => {
    const given: string[] = [];
    for (let count = 1; count <= 7; count += 1) {
      given.push(await give('paula', { viewerId: 'ana', coins: count }));
    }
    const listed: unknown[] = [];
    let cursor = '';
    do {
      const page = await read('paula', `gifts?limit=3${cursor}`);
      listed.push(...(page.items as JsonObject[]).map((item) => item.giftTxId));
      cursor = page.nextCursor === null ? '' : `&cursor=${textOf(page, 'nextCursor')}`;
    } while (cursor !== '');
    expect(listed).toEqual(given.reverse());
  });
});

describe('the supporters of a creator', () => {
  const board = async (creatorId: string, query = '') =>
    (await read(creatorId, `supporters?minPosition=${await now()}${query}`)).items;

  it('are ranked by coins, all anonymous ones together', async () => {
    await give('sue', { viewerId: 'ana', coins: 5 });
    await give('sue', { coins: 4 });
    await give('sue', { viewerId: 'ben', coins: 6 });
    await give('sue', { coins: 4 });
    await give('sue', { viewerId: 'ana', coins: 1 });
    expect(await board('sue')).toEqual([
      { rank: 1, viewerId: null, coins: '8', gifts: 2 },
      { rank: 2, viewerId: 'ben', coins: '6', gifts: 1 },
      { rank: 3, viewerId: 'ana', coins: '6', gifts: 2 },
    ]);
    expect(await board('sue', '&limit=1')).toHaveLength(1);
  });

  it('are never mixed up with a viewer whose id is `anonymous`', async () => {
    await give('ann', { viewerId: 'anonymous', coins: 3 });
    await give('ann', { coins: 2 });
    expect(await board('ann')).toEqual([
      { rank: 1, viewerId: 'anonymous', coins: '3', gifts: 1 },
      { rank: 2, viewerId: null, coins: '2', gifts: 1 },
    ]);
  });

  it('come page by page, ranked throughout', async () => {
    const viewers = ['ana', 'ben', 'cal', undefined, 'dan'];
    for (const [index, viewerId] of viewers.entries()) {
      await give('pia', { coins: 9 - index, ...(viewerId === undefined ? {} : { viewerId }) });
    }
    const position = await now();
    const listed: JsonObject[] = [];
    const sizes: number[] = [];
    let cursor = '';
    do {
      const page = await read(
        'pia',
        `supporters?window=all&limit=2&minPosition=${position}${cursor}`,
      );
      expect(Object.keys(page)).toEqual(['items', 'nextCursor', 'position']);
      const items = page.items as JsonObject[];
      sizes.push(items.length);
      listed.push(...items);
      cursor = page.nextCursor === null ? '' : `&cursor=${textOf(page, 'nextCursor')}`;
    } while (cursor !== '');
    expect(sizes).toEqual([2, 2, 1]);
    expect(listed.map(({ rank, viewerId }) => [rank, viewerId])).toEqual(
      viewers.map((viewerId, index) => [index + 1, viewerId ?? null]),
    );
  });

  it('are those of the current day, week and month', async () => {
    const day = 24 * 60 * 60 * 1_000;
    await give('wendy', { viewerId: 'ana', coins: 1 });
    service.clock.moveTo(service.clock.nowMs() + 40 * day);
    await give('wendy', { viewerId: 'ben', coins: 2 });
    for (const window of ['day', 'week', 'month']) {
      expect(await board('wendy', `&window=${window}`)).toEqual([
        { rank: 1, viewerId: 'ben', coins: '2', gifts: 1 },
      ]);
    }
    expect(await board('wendy', '&window=all')).toHaveLength(2);
    service.clock.moveTo(service.clock.nowMs() + 40 * day);
    expect(await board('wendy', '&window=month')).toEqual([]);
  });

  it('are refused for a window that nobody knows, or too many at once', async () => {
    const ask = (query: string) =>
      service.get('creator', 'sue', `/v1/creators/sue/supporters?${query}`);
    const [window, limit] = [await ask('window=year'), await ask('limit=501')];
    const first = await ask('window=all&limit=1');
    const cursor = textOf(first.body, 'nextCursor');
    const refused = [
      'cursor=xyz',
      `window=day&cursor=${cursor}`,
      'windw=day',
      'window=day&window=day',
    ];
    const codes = [];
    for (const query of refused) codes.push((await ask(query)).body.code);
    expect(codes).toEqual(['invalid-cursor', 'invalid-cursor', 'validation', 'validation']);
    const foreign = `/v1/creators/wendy/supporters?window=all&cursor=${cursor}`;
    expect((await service.get('creator', 'wendy', foreign)).body.code).toBe('invalid-cursor');
    expect([window.status, window.body.code]).toEqual([400, 'validation']);
    expect([limit.status, limit.body.code]).toEqual([400, 'invalid-limit']);
  });
});
