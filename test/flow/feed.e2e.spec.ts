import { seededRandom, SseClient, type SseEvent } from '@gifting/testing';
import { embeddedWorld, eventually } from './world';

const SEED = 29;
const GIFTS = 120;

let opened: Awaited<ReturnType<typeof embeddedWorld>>;
beforeAll(async () => {
  opened = await embeddedWorld();
  await opened.world.start();
});
afterAll(async () => {
  await opened.world.stop();
  await opened.remove();
});

const url = (path: string) => `http://127.0.0.1:${opened.world.port}${path}`;

describe('the live feed behind the one port', () => {
  it(`brings each gift once and in order to a client that is killed at random (seed ${SEED})`, async () => {
    const { world } = opened;
    const random = seededRandom(SEED);
    const authorization = `Bearer ${await world.token('creator', 'cy')}`;
    await world.buy('ana', '10.00');
    const giving = (async () => {
      for (let gift = 0; gift < GIFTS; gift += 1) await world.give('ana', 'cy', { message: 'hi' });
    })();
    const seen: SseEvent[] = [];
    while (seen.length < GIFTS) {
      const headers = { authorization, 'last-event-id': seen.at(-1)?.id ?? '0' };
      const client = await SseClient.open(url('/v1/creators/cy/feed'), headers);
      const count = Math.min(GIFTS - seen.length, Math.floor(random() * 10));
      seen.push(...(await client.take(count)));
      client.close();
    }
    await giving;
    const { body } = await eventually(
      () => world.get('creator', 'cy', '/v1/creators/cy/gifts?limit=500'),
      ({ body: { items } }) => (items as unknown[]).length === GIFTS,
    );
    const listed = (body.items as SseEvent['data'][]).reverse();
    expect(seen).toEqual(
      listed.map(({ position, ...data }) => ({ id: position, event: 'gift', data })),
    );
  });

  it('opens with a ticket, and ends at once when the process stops', async () => {
    const { world } = opened;
    const issued = await world.post('creator', 'cy', '/v1/creators/cy/feed-tickets', undefined);
    const ticket = String(issued.body.ticket);
    const client = await SseClient.open(url(`/v1/creators/cy/feed?ticket=${ticket}`));
    expect(client.status).toBe(200);
    const stopped = world.stop();
    expect(await client.next()).toBeUndefined();
    await stopped;
    await world.start();
  });
});
