import type { Page, PayoutView, SupporterView, TrialBalanceView } from '../api-types';
import { grouped, table } from '../table';
import { type CreatorEarnings, isBalanced, type Reader } from './closing';
import type { Tally } from './tally';

const SHOWN_SUPPORTERS = 10;
/** No viewer can have this id. */
const NOBODY = '(anonymous)';
const ZERO = /^0(\.0+)?$/;

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
        viewerId ?? NOBODY,
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
