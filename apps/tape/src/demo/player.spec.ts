import { DEFAULT_TAPE, type TapeOptions } from '../tape/tape-options';
import { eveningOf } from '../tape/evening';
import { sendingsOf } from '../tape/steps';
import { TapeFacts } from '../tape/tape-facts';
import { FakePlatform, PLAIN_TOKENS } from './fake-platform.fixture';
import { Player } from './player';

const TAPE: TapeOptions = { ...DEFAULT_TAPE, viewers: 80, creators: 7, gifts: 700 };
const WIDTH = 12;

function playerOf(platform: FakePlatform, signal = new AbortController().signal): Player {
  return new Player({ api: platform, tokens: PLAIN_TOKENS, width: WIDTH, signal });
}

async function played(platform: FakePlatform): Promise<Player> {
  const player = playerOf(platform);
  await player.play(eveningOf(TAPE));
  return player;
}

const factsOf = (tape: TapeOptions): TapeFacts => {
  const facts = new TapeFacts();
  for (const step of eveningOf(tape)) facts.add(step);
  return facts;
};

/** All that a platform holds, in an order that does not depend on who came first. */
const contentOf = ({ earned, gifts, payouts, purchases, wallets }: FakePlatform) =>
  [
    earned,
    payouts,
    purchases,
    wallets,
    new Map([...gifts].map(([key, { status }]) => [key, status])),
  ].map((map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1)));

describe('a whole evening', () => {
  it('ends as the tape expects, whatever overtakes what', async () => {
    const platform = new FakePlatform();
    const { tally } = await played(platform);
    const { gifts, payouts, purchases } = factsOf(TAPE).totals();
    expect(tally.contradictions).toEqual([]);
    expect(tally.gifts).toEqual({ ...gifts, replayed: 0 });
    expect(tally.purchases).toEqual({
      accepted: purchases.distinct - purchases.held,
      held: purchases.held,
      duplicate: purchases.duplicates,
      parked: 0,
      rejected: 0,
    });
    expect(tally.coinsSpent.toString()).toBe(factsOf(TAPE).totals().coins.spent);
    expect([...tally.payouts.values()].reduce((sum, count) => sum + count, 0)).toBe(payouts);
    expect(tally.reads).toBeGreaterThan(0);
  });

  it('leaves every wallet and every creator with what the tape says', async () => {
    const platform = new FakePlatform();
    await played(platform);
    const facts = factsOf(TAPE);
    for (const [viewerId, coins] of platform.wallets) expect(coins).toBe(facts.balanceOf(viewerId));
    for (const creatorId of facts.creators()) {
      expect(platform.earned.get(creatorId)).toBe(facts.earnedBy(creatorId));
    }
  });
});

describe('coins that take their time', () => {
  it('are waited for before the next gift', async () => {
    const tape = { ...TAPE, gifts: 30, viewers: 10 };
    const platform = new FakePlatform();
    const asked = new Map<string, number>();
    const report = platform.reportPurchases.bind(platform);
    platform.reportPurchases = async (events) =>
      (await report(events)).map(({ position: _, ...result }) => result);
    const find = platform.find.bind(platform);
    platform.find = async <Body>(path: string): Promise<Body | undefined> => {
      const page = await find<Body>(path);
      if (!path.startsWith('/v1/purchases/')) return page;
      asked.set(path, (asked.get(path) ?? 0) + 1);
      return asked.get(path) === 1 ? undefined : page;
    };
    const player = playerOf(platform);
    await player.play(eveningOf(tape));
    expect(player.tally.contradictions).toEqual([]);
    expect(asked.size).toBe(player.tally.purchases.accepted);
    expect(new Set(asked.values())).toEqual(new Set([2]));
  });
});

describe('an evening that was stopped', () => {
  it.each([1, 20, 60, 150])('after %i answers ends as if it never was', async (answers) => {
    const stop = new AbortController();
    const platform = new FakePlatform(({ answers: given }) => {
      if (given === answers) stop.abort();
    });
    await playerOf(platform, stop.signal)
      .play(eveningOf(TAPE))
      .catch((error: unknown) => expect(error).toMatchObject({ name: 'AbortError' }));
    const before = platform.gifts.size;
    expect(before).toBeLessThan(TAPE.gifts);

    const { tally } = await played(platform);
    expect(tally.contradictions).toEqual([]);
    expect(tally.gifts.replayed).toBe(before);
    const whole = new FakePlatform();
    await played(whole);
    expect(contentOf(platform)).toEqual(contentOf(whole));
  });

  it('by a crash, with answers that never arrived, ends as if it never was', async () => {
    let crashed = false;
    const platform = new FakePlatform(({ answers }) => {
      if (answers === 150 && !crashed) {
        crashed = true;
        throw new Error('the connection is gone');
      }
    });
    await expect(playerOf(platform).play(eveningOf(TAPE))).rejects.toThrow(
      'the connection is gone',
    );
    const { tally } = await played(platform);
    expect(tally.contradictions).toEqual([]);
    const whole = new FakePlatform();
    await played(whole);
    expect(contentOf(platform)).toEqual(contentOf(whole));
  });

  it('is known by its answers when it is played once more to its end', async () => {
    const platform = new FakePlatform();
    await played(platform);
    const { tally } = await played(platform);
    expect(tally.contradictions).toEqual([]);
    expect(tally.gifts.replayed).toBe(TAPE.gifts);
    expect(tally.purchases).toMatchObject({ accepted: 0, held: 0 });
  });
});

describe('a platform that is at fault is found out', () => {
  const keys = [...eveningOf(TAPE)].flatMap(sendingsOf);
  const sent = keys.filter(({ expected }) => expected.outcome === 'sent');

  it('when it takes coins twice', async () => {
    let isDone = false;
    const platform = new FakePlatform(({ gifts, wallets }) => {
      if (isDone || gifts.size < 100) return;
      isDone = true;
      for (const [viewerId, coins] of wallets) if (coins > 0n) wallets.set(viewerId, coins - 1n);
    });
    const { tally } = await played(platform);
    expect(tally.contradictionCount).toBeGreaterThan(0);
    expect(tally.contradictions.join('\n')).toContain('balance');
  });

  it('when it loses a gift that it had answered', async () => {
    const lost = sent[10]?.key ?? '';
    const platform = new FakePlatform();
    await played(platform);
    platform.gifts.delete(lost);
    const { tally } = await played(platform);
    expect(tally.contradictions).toEqual([expect.stringContaining(`gift ${lost}`)]);
  });

  it('when it forgets a purchase', async () => {
    const platform = new FakePlatform();
    await played(platform);
    const [first = ''] = platform.purchases.keys();
    platform.purchases.set(first, '{}');
    const { tally } = await played(platform);
    expect(tally.contradictions).toContain(
      `purchase ${first}: the tape says accepted, the API rejected purchase-conflict`,
    );
  });

  it('when a wallet reads with too many coins', async () => {
    const platform = new FakePlatform();
    const get = platform.find.bind(platform);
    platform.find = async <Body>(path: string): Promise<Body | undefined> => {
      const page = await get<Body>(path);
      return path.includes('/wallet') ? ({ coins: '1000000' } as Body) : page;
    };
    const { tally } = await played(platform);
    expect(tally.contradictions.join('\n')).toContain('/wallet: the tape says');
  });
});
