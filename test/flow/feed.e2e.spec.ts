import { seededRandom, SseClient, type SseEvent } from '@gifting/testing';
import { describeFlow, eventually } from './world';

const SEED = 29;
const GIFTS = 120;

describeFlow('the live feed behind the one port', (world) => {
  const feedOf = (creator: string) =>
    `http://127.0.0.1:${world().port}/v1/creators/${creator}/feed`;

  it(`brings each gift once and in order to a client that is killed at random (seed ${SEED})`, async () => {
    const [ana, cy] = [world().id('ana'), world().id('cy')];
    const random = seededRandom(SEED);
    const authorization = `Bearer ${await world().token('creator', cy)}`;
    await world().buy(ana, '10.00');
    const giving = (async () => {
      for (let gift = 0; gift < GIFTS; gift += 1) await world().give(ana, cy, { message: 'hi' });
    })();
    const seen: SseEvent[] = [];
    while (seen.length < GIFTS) {
      const headers = { authorization, 'last-event-id': seen.at(-1)?.id ?? '0' };
      const client = await SseClient.open(feedOf(cy), headers);
      const count = Math.min(GIFTS - seen.length, Math.floor(random() * 10));
      seen.push(...(await client.take(count)));
      client.close();
    }
    await giving;
    const { body } = await eventually(
      () => world().get('creator', cy, `/v1/creators/${cy}/gifts?limit=500`),
      ({ body: { items } }) => (items as unknown[]).length === GIFTS,
    );
    const listed = (body.items as SseEvent['data'][]).reverse();
    expect(seen).toEqual(
      listed.map(({ position, ...data }) => ({ id: position, event: 'gift', data })),
    );
  });

  it('opens with a ticket, and ends at once when the process stops', async () => {
    const cy = world().id('cy');
    const issued = await world().post('creator', cy, `/v1/creators/${cy}/feed-tickets`, undefined);
    const client = await SseClient.open(`${feedOf(cy)}?ticket=${String(issued.body.ticket)}`);
    expect(client.status).toBe(200);
    const stopped = world().stop();
    expect(await client.next()).toBeUndefined();
    await stopped;
    await world().start();
  });
});
