import { setTimeout as sleep } from 'node:timers/promises';
import { parseDiamonds, printDiamonds } from '@gifting/kernel/diamonds';
import type { ApiClient } from '../api-client';
import type { EarningsView, TrialBalanceView } from '../api-types';
import type { TapeFacts } from '../tape/tape-facts';
import type { Tokens } from '../tokens';
import type { Tally } from './tally';

export interface Reader {
  readonly api: Pick<ApiClient, 'find' | 'get'>;
  readonly tokens: Tokens;
}

export interface CreatorEarnings {
  readonly creatorId: string;
  readonly earnings: EarningsView;
  /** In microdiamonds: what was credited, whatever became of it. */
  readonly earned: bigint;
}

/** What the API says when all is over. */
export interface Closing {
  readonly balance: TrialBalanceView;
  /** Who earned most comes first. */
  readonly creators: readonly CreatorEarnings[];
}

const SETTLE_POLL_MS = 100;
const SETTLE_PATIENCE_MS = 10_000;
const ZERO = /^0(\.0+)?$/;

/**
 * Waits until nothing is under way, and holds the sums of the API against those of the tape; the tally
 * lists what contradicts. Whether the books balance is for the caller to say, by `isBalanced`.
 * @param isAlone whether the server knows of nothing but what the facts tell of
 */
export async function closingOf(
  reader: Reader,
  facts: TapeFacts,
  tally: Tally,
  isAlone: boolean,
): Promise<Closing> {
  const balance = await settledTrialBalance(reader);
  const creators = await earningsOf(reader, facts.creators());
  for (const { creatorId, earned } of creators) {
    const wanted = facts.earnedBy(creatorId);
    if (earned === wanted) continue;
    const got = printDiamonds(earned as typeof wanted);
    tally.contradiction(creatorId, `${printDiamonds(wanted)} diamonds`, `${got} diamonds`);
  }
  // Sums over everything tell of this tape only where nothing else was played.
  if (isAlone) {
    const { bought, spent } = facts.totals().coins;
    tally.compare('coins granted', bought, balance.coins.granted);
    tally.compare('coins spent', spent, balance.coins.spent);
  }
  return { balance, creators };
}

export const isBalanced = ({ balanced, money }: TrialBalanceView): boolean =>
  balanced && Object.values(money).every(({ unexplained = '' }) => ZERO.test(unexplained));

/** The trial balance once nothing is under way between two services, or after ten seconds anyhow. */
async function settledTrialBalance({ api, tokens }: Reader): Promise<TrialBalanceView> {
  const token = await tokens.of('auditor', 'demo');
  for (const untilMs = performance.now() + SETTLE_PATIENCE_MS; ;) {
    const balance = await api.get<TrialBalanceView>('/v1/audit/trial-balance', token);
    const isQuiet = Object.values(balance.money).every(
      ({ inTransit = '0', outTransit = '0' }) => ZERO.test(inTransit) && ZERO.test(outTransit),
    );
    if (isQuiet || performance.now() > untilMs) return balance;
    await sleep(SETTLE_POLL_MS);
  }
}

async function earningsOf(
  { api, tokens }: Reader,
  creatorIds: readonly string[],
): Promise<readonly CreatorEarnings[]> {
  const all = await Promise.all(
    creatorIds.map(async (creatorId) => {
      const token = await tokens.of('creator', creatorId);
      const earnings = await api.get<EarningsView>(`/v1/creators/${creatorId}/earnings`, token);
      const { redeemed, total } = earnings.diamonds;
      return { creatorId, earnings, earned: parseDiamonds(total) + parseDiamonds(redeemed) };
    }),
  );
  return all.sort((a, b) => (a.earned > b.earned ? -1 : 1));
}
