import { SseClient, seededRandom, ServiceAlone, type SseEvent, textOf } from '@gifting/testing';
import type { JsonObject } from '@gifting/kernel';
import { CreatorEarningsModule } from '../creator-earnings.module';
import { creatorEarningsService } from '..';
import { Giver } from './giver.fixture';

const RANDOM_SEED = 7;

let service: ServiceAlone;
const giver = new Giver(() => service);

beforeAll(async () => {
  service = await ServiceAlone.start({
    ...creatorEarningsService,
    module: CreatorEarningsModule.with({ heartbeatMs: 5 }),
  });
});

afterAll(() => service.stop());

const pathOf = (creatorId: string) => `/v1/creators/${creatorId}/feed`;

const listen = (creatorId: string, lastEventId?: string) =>
  service.open(pathOf(creatorId), {
    role: 'creator',
    sub: creatorId,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });

async function giveMany(creatorId: string, count: number): Promise<readonly string[]> {
  const given: string[] = [];
  for (let coins = 1; coins <= count; coins += 1) {
    given.push(await giver.give(creatorId, { viewerId: 'ana', coins }));
  }
  return given;
}

const giftsOf = (events: readonly SseEvent[]) => events.map(({ data }) => data.giftTxId);

describe('the feed of a creator', () => {
  it('starts live, with the items and positions of the gift list', async () => {
    await giver.give('lou', { viewerId: 'ana', coins: 1 });
    const client = await listen('lou');
    await giver.give('lou', { viewerId: 'anonymous', coins: 3, message: 'for you' });
    await giver.give('lou', { coins: 2 });
    const events = await client.take(2);
    client.close();
    const { body } = await service.get('creator', 'lou', '/v1/creators/lou/gifts');
    const items = (body.items as JsonObject[]).slice(0, 2).reverse();
    expect(events).toEqual(
      items.map(({ position, ...data }) => ({ id: position, event: 'gift', data })),
    );
    expect(events.map(({ data }) => data.viewerId)).toEqual(['anonymous', null]);
  });

  it('resumes after two heartbeats, and again before any event, without gap or repetition', async () => {
    const given = await giveMany('bea', 10);
    const first = await listen('bea', '0');
    const events = await first.take(10);
    expect(giftsOf(events)).toEqual(given);
    expect([await first.comment(), await first.comment()]).toEqual([':', ':']);
    first.close();
    for (let time = 0; time < 2; time += 1) {
      const again = await listen('bea', events[2]?.id);
      expect(await again.take(7)).toEqual(events.slice(3));
      again.close();
    }
  });

  it('never starts live by mistake', async () => {
    const codes = [];
    for (const id of ['abc', '-1', '', '1, 2', '9000000000000000000']) {
      const refused = await listen('bea', id);
      codes.push([refused.status, await refused.code()]);
    }
    expect(codes).toEqual(codes.map(() => [400, 'invalid-position']));
    const end = await service.ports.eventStore.head();
    const accepted = await listen('bea', end);
    expect(accepted.status).toBe(200);
    accepted.close();
  });

  it('shows no message that was erased', async () => {
    const giftTxId = await giver.give('eve', { viewerId: 'ana', coins: 1, message: 'forget me' });
    await service.ports.noteStore.erase(`note-${giftTxId}`);
    const client = await listen('eve', '0');
    const [event] = await client.take(1);
    expect(event?.data.giftTxId).toBe(giftTxId);
    expect(event?.data).not.toHaveProperty('message');
    client.close();
  });

  it('is for the creator, and for those who read everything', async () => {
    const statusOf = async (role: 'auditor' | 'creator' | 'operator' | 'viewer', sub: string) => {
      const client = await service.open(pathOf('cy'), { role, sub });
      client.close();
      return client.status;
    };
    expect(await statusOf('creator', 'cy')).toBe(200);
    expect(await statusOf('creator', 'mallory')).toBe(404);
    expect(await statusOf('viewer', 'cy')).toBe(403);
    expect(await statusOf('auditor', 'aud')).toBe(200);
    expect(await statusOf('operator', 'ops')).toBe(200);
  });

  it('closes when the token expires', async () => {
    const client = await service.open(pathOf('ted'), {
      role: 'creator',
      sub: 'ted',
      ttlSeconds: 1,
    });
    expect(client.status).toBe(200);
    expect(await client.next()).toBeUndefined();
  });

  it('gives each gift once and in order to a client that is killed at random', async () => {
    const random = seededRandom(RANDOM_SEED);
    const GIFTS = 200;
    const giving = giveMany('kay', GIFTS);
    const seen: SseEvent[] = [];
    while (seen.length < GIFTS) {
      const client = await listen('kay', seen.at(-1)?.id ?? '0');
      const count = Math.min(GIFTS - seen.length, Math.floor(random() * 12));
      seen.push(...(await client.take(count)));
      client.close();
    }
    expect(giftsOf(seen)).toEqual(await giving);
  });

  it('ends when the service stops', async () => {
    const stopping = await ServiceAlone.start(creatorEarningsService);
    const client = await stopping.open(pathOf('cy'), { role: 'creator', sub: 'cy' });
    const stopped = stopping.stop();
    expect(await client.next()).toBeUndefined();
    await stopped;
  });
});

describe('a ticket for the feed', () => {
  const issue = async (creatorId: string) => {
    const path = `/v1/creators/${creatorId}/feed-tickets`;
    const { body, status } = await service.post('creator', creatorId, path, { key: null });
    expect(status).toBe(200);
    return textOf(body, 'ticket');
  };
  const openWith = (creatorId: string, query: string, headers = {}) =>
    SseClient.open(service.url(`${pathOf(creatorId)}?${query}`), headers);

  it('opens it once, and can resume', async () => {
    const given = await giveMany('tia', 2);
    const ticket = await issue('tia');
    const client = await openWith('tia', `ticket=${ticket}`, { 'last-event-id': '0' });
    expect(giftsOf(await client.take(2))).toEqual(given);
    client.close();
    const again = await openWith('tia', `ticket=${ticket}`);
    expect([again.status, await again.code()]).toEqual([401, 'unauthenticated']);
  });

  it('is for the feed that it was issued for', async () => {
    const ticket = await issue('tia');
    const foreign = await openWith('tom', `ticket=${ticket}`);
    expect([foreign.status, await foreign.code()]).toEqual([401, 'unauthenticated']);
    const other = await fetch(service.url(`/v1/creators/tia/earnings?ticket=${ticket}`));
    expect(other.status).toBe(401);
  });

  it('comes alone in the query', async () => {
    const ticket = await issue('tia');
    const more = await openWith('tia', `ticket=${ticket}&limit=1`);
    expect([more.status, await more.code()]).toEqual([400, 'validation']);
    const query = { role: 'creator', sub: 'tia' } as const;
    const unknown = await service.open(`${pathOf('tia')}?after=1`, query);
    expect([unknown.status, await unknown.code()]).toEqual([400, 'validation']);
  });

  it('is issued to the creator alone', async () => {
    const path = '/v1/creators/tia/feed-tickets';
    expect((await service.post('creator', 'tom', path, { key: null })).status).toBe(404);
    expect((await service.post('auditor', 'aud', path, { key: null })).status).toBe(403);
  });
});
