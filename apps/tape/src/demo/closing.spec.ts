import { parseDiamonds } from '@gifting/kernel/diamonds';
import type { EarningsView, TrialBalanceView } from '../api-types';
import { DEFAULT_TAPE } from '../tape/tape-options';
import { eveningOf } from '../tape/evening';
import { TapeFacts } from '../tape/tape-facts';
import { closingOf, isBalanced, type Reader } from './closing';
import { PLAIN_TOKENS } from './fake-platform.fixture';
import { Tally } from './tally';

const FACTS = new TapeFacts();
for (const step of eveningOf({ ...DEFAULT_TAPE, viewers: 20, creators: 3, gifts: 150 })) {
  FACTS.add(step);
}
const { coins } = FACTS.totals();

const BALANCE: TrialBalanceView = {
  asOf: '123',
  coins: { granted: coins.bought, spent: coins.spent },
  diamonds: {},
  money: { USD: { inTransit: '0.00', outTransit: '0.00', unexplained: '0.00' } },
  balanced: true,
  violations: [],
};

/** An API that tells of the evening what the tape does; a creator has a part of it paid out already. */
class Platform {
  readonly balances: TrialBalanceView[] = [BALANCE];
  readonly missing = new Map<string, bigint>();
  readonly reader: Reader = {
    api: {
      find: () => Promise.resolve(undefined),
      get: <Body>(path: string) => Promise.resolve(this.#answer(path) as Body),
    },
    tokens: PLAIN_TOKENS,
  };

  #answer(path: string): unknown {
    if (path === '/v1/audit/trial-balance') {
      return this.balances.length > 1 ? this.balances.shift() : this.balances[0];
    }
    const [, creatorId = ''] = /^\/v1\/creators\/([^/]+)\/earnings$/.exec(path) ?? [];
    const earned = FACTS.earnedBy(creatorId) - (this.missing.get(creatorId) ?? 0n);
    const redeemed = parseDiamonds('1');
    return { creatorId, diamonds: { total: text(earned - redeemed), redeemed: text(redeemed) } };
  }
}

/** Of microdiamonds. */
const text = (amount: bigint): EarningsView['diamonds']['total'] => {
  const digits = String(amount).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
};

async function contradictionsAt(platform: Platform, isAlone: boolean): Promise<readonly string[]> {
  const tally = new Tally();
  await closingOf(platform.reader, FACTS, tally, isAlone);
  return tally.contradictions;
}

describe('the end of an evening', () => {
  it('contradicts nothing where the API says what the tape does', async () => {
    const tally = new Tally();
    const closing = await closingOf(new Platform().reader, FACTS, tally, true);
    expect(tally.contradictions).toEqual([]);
    expect(closing.balance).toEqual(BALANCE);
    const earned = closing.creators.map(({ creatorId }) => FACTS.earnedBy(creatorId));
    expect(earned).toHaveLength(3);
    expect(earned).toEqual([...earned].sort((a, b) => (a > b ? -1 : 1)));
  });

  it('lists a creator who misses a millionth of a diamond', async () => {
    const platform = new Platform();
    const [creatorId = ''] = FACTS.creators();
    platform.missing.set(creatorId, 1n);
    expect(await contradictionsAt(platform, false)).toEqual([
      expect.stringContaining(`${creatorId}: the tape says `),
    ]);
  });

  it.each(['granted', 'spent'])('lists coins %s that are not those of the tape', async (term) => {
    const platform = new Platform();
    platform.balances[0] = { ...BALANCE, coins: { ...BALANCE.coins, [term]: '1' } };
    expect(await contradictionsAt(platform, true)).toEqual([
      expect.stringContaining(`coins ${term}: the tape says `),
    ]);
    // On a server that knows of more, sums over everything say nothing.
    expect(await contradictionsAt(platform, false)).toEqual([]);
  });

  it('waits until nothing is under way', async () => {
    const platform = new Platform();
    const underWay = { ...BALANCE.money.USD, inTransit: '0.12' };
    platform.balances.unshift({ ...BALANCE, asOf: '122', money: { USD: underWay } });
    const { balance } = await closingOf(platform.reader, FACTS, new Tally(), true);
    expect(balance.asOf).toBe('123');
  });
});

describe('the books', () => {
  const dollars = (unexplained: string) => ({ USD: { cash: '1.00', unexplained } });

  it.each([
    ['they say so themselves', { balanced: false }],
    ['a millionth of a cent is unexplained', { money: dollars('0.00000001') }],
    ['less than nothing is unexplained', { money: dollars('-0.01') }],
    ['they do not tell what is unexplained', { money: { USD: { cash: '1.00' } } }],
  ])('are not balanced where %s', (_, fault) => {
    expect(isBalanced({ ...BALANCE, ...fault })).toBe(false);
  });

  it('are balanced as they are, and with nothing in them', () => {
    expect(isBalanced(BALANCE)).toBe(true);
    expect(isBalanced({ ...BALANCE, money: {} })).toBe(true);
  });
});
