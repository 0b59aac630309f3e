import { setTimeout as sleep } from 'node:timers/promises';
import { parseDiamonds, printDiamonds } from '@gifting/kernel';
import type { ApiClient } from '../api-client';
import type { EarningsView, Page, PayoutView, SupporterView, TrialBalanceView } from '../api-types';
import { grouped, table } from '../table';
import type { TapeFacts } from '../tape';
import type { Tokens } from '../tokens';
import type { Tally } from './tally';

const SETTLE_POLL_MS = 100;
const SETTLE_PATIENCE_MS = 10_000;
const SHOWN_SUPPORTERS = 10;
const ZERO = /^0(\.0+)?$/;

export interface Reader {
  readonly api: Pick<ApiClient, 'find' | 'get'>;
  readonly tokens: Tokens;
}

/** Counts of a run, every one of them an answer of the API. */
export function runTable(tally: Tally, seconds: number, retries: number): string {
  const { declined, replayed, sent } = tally.gifts;
  const { accepted, duplicate, held, rejected } = tally.purchases;
  const rows: [string, string | number | bigint][] = [
    ['purchase events accepted', accepted],
    ['  held', held],
    ['  known already', duplicate],
    ['  rejected', rejected],
    ['gifts sent', sent],
    ['  declined', declined],
    ['  of these answered before', replayed],
    ['coins spent', tally.coinsSpent],
    ['pages read', tally.reads],
    ...[...tally.payouts].map(([state, count]): [string, number] => [`payouts ${state}`, count]),
    ['requests repeated', retries],
    ['gifts per second, as seen here', rateOf(sent + declined - replayed, seconds)],
  ];
  return table(
    ['the evening', ''],
    rows.map(([name, value]) => [name, grouped(value)]),
  );
}

const rateOf = (gifts: number, seconds: number): string =>
  seconds > 0 ? (gifts / seconds).toFixed(0) : '0';

/** The trial balance once nothing is under way between two services, or after ten seconds anyhow. */
export async function settledTrialBalance({ api, tokens }: Reader): Promise<TrialBalanceView> {
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

export const isBalanced = ({ balanced, money }: TrialBalanceView): boolean =>
  balanced && Object.values(money).every(({ unexplained = '' }) => ZERO.test(unexplained));

export function trialBalanceTables(balance: TrialBalanceView): string {
  const currencies = Object.keys(balance.money);
  const terms = Object.keys(balance.money[currencies[0] ?? ''] ?? {});
  const money = table(
    ['money', ...currencies],
    terms.map((term) => [
      term,
      ...currencies.map((currency) => grouped(balance.money[currency]?.[term] ?? '')),
    ]),
  );
  const amounts = (name: string, of: Readonly<Record<string, string>>): string =>
    table(
      [name, ''],
      Object.entries(of)
        .filter(([, amount]) => !ZERO.test(amount))
        .map(([term, amount]) => [term, grouped(amount)]),
    );
  const verdict = isBalanced(balance) ? 'balanced, nothing unexplained' : 'NOT BALANCED';
  const violations = balance.violations.map(
    ({ detail, position, stream }) => `  ${position} ${stream}: ${detail}`,
  );
  return [
    `trial balance at position ${balance.asOf}: ${verdict}`,
    ...violations,
    '',
    money,
    '',
    amounts('coins', balance.coins),
    '',
    amounts('diamonds', balance.diamonds),
  ].join('\n');
}

export interface CreatorEarnings {
  readonly creatorId: string;
  readonly earnings: EarningsView;
  /** In microdiamonds: what was credited, whatever became of it. */
  readonly earned: bigint;
}

/** What the creators earned, most first. */
export async function earningsOf(
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

/** Creators whom the API credits with something else than the tape. */
export function holdAgainst(
  facts: TapeFacts,
  creators: readonly CreatorEarnings[],
  tally: Tally,
): void {
  for (const { creatorId, earned } of creators) {
    const wanted = facts.earnedBy(creatorId);
    if (earned === wanted) continue;
    const got = printDiamonds(earned as typeof wanted);
    tally.contradiction(creatorId, `${printDiamonds(wanted)} diamonds`, `${got} diamonds`);
  }
}

/** One creator: who gave most, what came of it, and what was paid out. */
export async function creatorTables(
  { api, tokens }: Reader,
  { creatorId, earnings }: CreatorEarnings,
): Promise<string> {
  const token = await tokens.of('creator', creatorId);
  const path = `/v1/creators/${creatorId}`;
  const supporters = await api.get<{ readonly items: readonly SupporterView[] }>(
    `${path}/supporters?window=all&limit=${SHOWN_SUPPORTERS}`,
    token,
  );
  const payouts = await api.get<Page<PayoutView>>(`${path}/payouts`, token);
  const { diamonds, money } = earnings.withdrawable;
  return [
    table(
      ['rank', `supporters of ${creatorId}`, 'coins', 'gifts'],
      supporters.items.map(({ coins, gifts, rank, viewerId }) => [
        String(rank),
        viewerId,
        grouped(coins),
        grouped(gifts),
      ]),
    ),
    '',
    table(
      [`earnings of ${creatorId}`, 'diamonds'],
      [
        ...Object.entries(earnings.diamonds).map(([name, amount]) => [name, grouped(amount)]),
        [`withdrawable, ${money.value} ${money.currency}`, grouped(diamonds)],
      ],
    ),
    '',
    table(
      [`payouts of ${creatorId}`, 'method', 'diamonds', 'net'],
      payouts.items.map(({ diamonds: paid, method, net, state }) => [
        state,
        method,
        grouped(paid ?? ''),
        net === null ? '' : `${grouped(net.value)} ${net.currency}`,
      ]),
    ),
  ].join('\n');
}
