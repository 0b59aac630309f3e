const COINS_PER_DIAMOND = 2n;
const ZERO = /^-?0(\.0+)?$/;
/** Money that is on its way or cannot be explained; nothing may be at rest. */
const NOTHING_AT_REST = ['unexplained', 'inTransit', 'outTransit', 'suspense'];

/**
 * What is wrong with the books of the pipeline at rest; empty when all coins are where they should be.
 * @param report the trial balance
 * @param gifts how many gifts were acknowledged, where that is known exactly
 */
export function faultsOfBooks(report, { gifts, coinsPerGift } = {}) {
  const { balanced, coins, diamonds, money, violations } = report;
  const faults = [];
  if (!balanced) faults.push('the trial balance does not balance');
  faults.push(...violations.map(({ detail, position }) => `at ${position}: ${detail}`));
  const currencies = Object.entries(money);
  if (currencies.length === 0) faults.push('the books know of no money');
  for (const [currency, terms] of currencies) {
    for (const term of NOTHING_AT_REST) {
      if (!ZERO.test(terms[term])) faults.push(`${term} ${currency} is ${terms[term]}`);
    }
  }
  const [granted, remaining, spent] = [coins.granted, coins.remaining, coins.spent].map(BigInt);
  if (granted !== remaining + spent) {
    faults.push(`${granted} coins were granted, ${remaining} remain, ${spent} are spent`);
  }
  if (gifts === undefined) return faults;
  const given = BigInt(gifts) * BigInt(coinsPerGift);
  if (spent !== given) faults.push(`${spent} coins are spent, ${given} were given`);
  if (diamonds.credited !== String(given / COINS_PER_DIAMOND)) {
    faults.push(`${diamonds.credited} diamonds are credited for ${given} coins`);
  }
  return faults;
}

/**
 * What is wrong with the double entries of a PostgreSQL ledger; empty when it conserves.
 * @param ledger sums of the tables, as `sumsOf` of postgres-ledgers.mjs reads them
 * @param gifts how many gifts were acknowledged, where that is known exactly
 */
export function faultsOfLedger(ledger, { gifts, coinsPerGift, funded } = {}) {
  const faults = [];
  const sums = Object.fromEntries(
    Object.entries(ledger).map(([name, value]) => [name, BigInt(value)]),
  );
  if (sums.debits !== sums.credits) {
    faults.push(`the debits are ${sums.debits}, the credits ${sums.credits}`);
  }
  if (sums.unbalanced !== 0n) faults.push(`${sums.unbalanced} transfers do not add up to zero`);
  if (sums.negative !== 0n) faults.push(`${sums.negative} balances are negative`);
  if (sums.entries !== 2n * sums.transfers) {
    faults.push(`${sums.transfers} transfers have ${sums.entries} entries`);
  }
  if (funded !== undefined && sums.viewers !== BigInt(funded) - sums.debits) {
    faults.push(`viewers hold ${sums.viewers} of ${funded} coins after debits of ${sums.debits}`);
  }
  // An insert-only creator has no balance but the entries.
  if (sums.creators !== 0n && sums.creators !== sums.credits) {
    faults.push(`creators hold ${sums.creators}, their credits are ${sums.credits}`);
  }
  if (gifts === undefined) return faults;
  if (sums.transfers !== BigInt(gifts)) {
    faults.push(`${sums.transfers} transfers stand for ${gifts} acknowledged gifts`);
  }
  if (sums.debits !== BigInt(gifts) * BigInt(coinsPerGift)) {
    faults.push(`${gifts} gifts of ${coinsPerGift} coins make debits of ${sums.debits}`);
  }
  return faults;
}

/**
 * What is missing or doubled after a crash; empty when every acknowledged gift is there exactly once.
 * @param acknowledged ids of gifts that somebody was told of
 * @param found ids as the store has them, once for each time
 */
export function faultsOfRecovery(acknowledged, found) {
  const times = new Map();
  for (const id of found) times.set(id, (times.get(id) ?? 0) + 1);
  const lost = acknowledged.filter((id) => !times.has(id));
  const doubled = [...times].filter(([, count]) => count > 1);
  return [
    ...(acknowledged.length === 0 ? ['nothing was acknowledged before the crash'] : []),
    ...(lost.length === 0 ? [] : [`${lost.length} acknowledged gifts are lost, ${lost[0]} first`]),
    ...(doubled.length === 0 ? [] : [`${doubled.length} gifts stand there more than once`]),
  ];
}
