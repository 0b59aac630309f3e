import type { TrialBalanceReport } from '../domain/trial-balance';

/** The trial balance as aligned lines, for a terminal. */
export function printBooks({ asOf, coins, diamonds, money }: TrialBalanceReport): string {
  const tables = [
    table('coins', Object.entries(coins).filter(isShown)),
    table('diamonds', Object.entries(diamonds).filter(isShown)),
    ...Object.entries(money).map(([currency, terms]) => table(currency, Object.entries(terms))),
  ];
  return `trial balance at position ${asOf}\n\n${tables.join('\n')}`;
}

/** Terms that are zero say nothing in a list of coins. */
const isShown = ([, value]: readonly [string, string]): boolean => value !== '0';

function table(title: string, rows: readonly (readonly [string, string])[]): string {
  const nameWidth = Math.max(...rows.map(([name]) => name.length), title.length);
  const whole = (value: string) => value.split('.')[0]?.length ?? 0;
  const wholeWidth = Math.max(...rows.map(([, value]) => whole(value)), 1);
  // Points stand below each other, so that amounts can be compared at a glance.
  const lines = rows.map(
    ([name, value]) =>
      `  ${name.padEnd(nameWidth)}  ${' '.repeat(wholeWidth - whole(value))}${value}\n`,
  );
  return `${title}\n${lines.join('')}`;
}
