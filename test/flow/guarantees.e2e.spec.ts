import { randomInt, randomUUID } from 'node:crypto';
import type { JsonObject } from '@gifting/kernel';
import { openEmbeddedBus } from '@gifting/bus/adapters';
import { SeededBusFaults } from '@gifting/testing';
import { type Answer } from './http-client';
import { embeddedWorld, eventually, type World } from './world';

jest.setTimeout(240_000);

describe('guarantees, embedded', () => {
  let opened: Awaited<ReturnType<typeof embeddedWorld>>;
  const world = (): World => opened.world;

  beforeAll(async () => {
    opened = await embeddedWorld();
    await world().start();
  });
  afterAll(async () => {
    await world().stop();
    await opened.remove();
  });

  it('sells exactly 100 roses for 100 coins, however many ask at once', async () => {
    const REQUESTS = 10_000;
    await world().buy('hundred', '1.20');
    const statuses = new Map<number, number>();
    let asked = 0;
    const ask = async (): Promise<void> => {
      while (asked < REQUESTS) {
        asked += 1;
        const headers = { prefer: 'wait=10', 'idempotency-key': randomUUID() };
        const body = { giftId: 'rose', quantity: 1, creatorId: 'cy' };
        const { status } = await world().post('viewer', 'hundred', '/v1/gifts', body, headers);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 500 }, ask));
    expect(statuses).toEqual(
      new Map([
        [201, 100],
        [409, REQUESTS - 100],
      ]),
    );
    expect(await world().wallet('hundred')).toMatchObject({ coins: '0' });
    const earnings = await eventually(
      () => world().earnings('cy'),
      ({ diamonds }) => (diamonds as JsonObject).total === '50',
    );
    expect(earnings.withdrawable).toMatchObject({ diamonds: '50' });
  });

  it('gives one key one effect and one answer, through restarts', async () => {
    const [TRIES, PARALLEL, RESTARTS] = [1_000, 64, 4];
    await world().buy('insistent', '10.00');
    const key = randomUUID();
    const answers: Answer[] = [];
    const others: Answer[] = [];
    let tried = 0;
    let restarting: Promise<void> | undefined;
    const insist = async (): Promise<void> => {
      while (tried < TRIES) {
        const turn = (tried += 1);
        if (turn % (TRIES / RESTARTS) === 0) {
          restarting = world().restart();
          await restarting;
          restarting = undefined;
        }
        const quantity = turn % 10 === 3 ? 4 : 3;
        // What is refused or broken off while it restarts is asked again, as any client would.
        const answer = await eventually(
          async () => {
            await restarting;
            return world()
              .give('insistent', 'di', { quantity }, key)
              .catch(() => undefined);
          },
          (given) => given !== undefined && given.status < 500,
        );
        if (answer !== undefined) (quantity === 3 ? answers : others).push(answer);
      }
    };
    // The first try decides what the key stands for.
    expect((await world().give('insistent', 'di', { quantity: 3 }, key)).status).toBe(201);
    await Promise.all(Array.from({ length: PARALLEL }, insist));
    expect(answers.length + others.length).toBeGreaterThanOrEqual(TRIES);
    expect(new Set(answers.map(({ body, status }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(new Set(others.map(({ body, status }) => `${status} ${String(body.code)}`))).toEqual(
      new Set(['422 idempotency-mismatch']),
    );
    expect(await world().wallet('insistent')).toMatchObject({ coins: '830' });
  });

  it('keeps its books', async () => {
    const books = await world().books();
    expect([books.balanced, books.violations]).toEqual([true, []]);
  });
});

describe('a bus that doubles, delays and brings again', () => {
  const SEED = Number(process.env.GIFTING_SEED ?? randomInt(2 ** 31));

  /** Everything that the same evening leads to, however its messages travelled. */
  async function evening(world: World): Promise<JsonObject> {
    const viewers = ['ana', 'bo', 'cal', 'di'];
    const creators = ['cy', 'ed', 'fay'];
    for (const viewer of viewers)
      await world.buy(viewer, '20.00', { transactionId: `tx-${viewer}` });
    const gifts = Array.from({ length: 300 }, (_, index) => ({
      viewer: viewers[index % viewers.length] ?? '',
      creator: creators[(index * 7) % creators.length] ?? '',
      gift: { giftId: index % 5 === 0 ? 'panda' : 'rose', quantity: 1 + (index % 9) },
    }));
    for (const viewer of viewers) {
      const items = gifts
        .filter((each) => each.viewer === viewer)
        .map(({ creator, gift }, index) => ({
          key: `${viewer}-${index}`,
          creatorId: creator,
          ...gift,
        }));
      await world.post('viewer', viewer, '/v1/gifts/batch', { items }, { prefer: 'wait=10' });
    }
    await eventually(
      () => world.books(),
      ({ money }) => ((money as JsonObject).USD as JsonObject).inTransit === '0.00',
    );
    const payout = await world.cashOut('cy', {}, 'the-payout');
    await eventually(
      () => world.get('creator', 'cy', `/v1/payouts/${String(payout.body.payoutId)}`),
      ({ body }) => body.state === 'paid',
    );
    await eventually(
      () => world.books(),
      ({ money }) => ((money as JsonObject).USD as JsonObject).outTransit === '0.00',
    );
    const state: Record<string, JsonObject> = {};
    for (const viewer of viewers) {
      const { position: _, ...wallet } = await eventually(
        () => world.wallet(viewer),
        (answer) => typeof answer.coins === 'string',
      );
      state[viewer] = wallet;
    }
    for (const creator of creators) {
      const { position: _, ...earnings } = await world.earnings(creator);
      state[creator] = earnings;
    }
    const { asOf: _, ...books } = await world.books();
    return { ...state, books };
  }

  it(`loses nothing and doubles nothing (GIFTING_SEED=${SEED})`, async () => {
    const plain = await embeddedWorld();
    await plain.world.start();
    const faults = new SeededBusFaults(SEED);
    const chaotic = await embeddedWorld(() => openEmbeddedBus({ faults }));
    await chaotic.world.start();
    try {
      const expected = await evening(plain.world);
      expect(await evening(chaotic.world)).toEqual(expected);
      expect(faults.counts.repeats).toBeGreaterThan(300);
      expect(faults.counts.redeliveries).toBeGreaterThan(0);
      expect(faults.counts.stalls).toBeGreaterThan(0);
    } finally {
      await plain.world.stop();
      await chaotic.world.stop();
      await plain.remove();
      await chaotic.remove();
    }
  });
});
