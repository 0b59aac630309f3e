import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What can be measured. `http` has no goal: it says what is left of the speed behind HTTP. */
export const GOALS = ['p1', 'p2', 'p5', 'p8', 'http'];

export const BENCH = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(BENCH);

const USAGE = `usage: npm run bench -- [options]
  --goals p1,p2,…   what to measure, of ${GOALS.join(', ')} (all)
  --pairs N         pairs of runs for each ratio (5)
  --seconds N       how long one run lasts (4)
  --seed N          of everything that is random (1)
  --wallets N       wallets that give (10000)
  --dist DIR        the compiled code to measure (dist)
  --write-docs      put the tables into docs/performance.md`;

const text = { type: 'string' };

/**
 * Reads the command line.
 * @throws Error with the usage when an option is unknown or its value makes no sense
 */
export function parseOptions(argv) {
  const { values } = read(argv);
  const goals = values.goals?.split(',') ?? GOALS;
  const unknown = goals.filter((goal) => !GOALS.includes(goal));
  if (unknown.length > 0) throw new Error(`no such goal: ${unknown.join(', ')}\n${USAGE}`);
  const writeDocs = values['write-docs'] ?? false;
  if (writeDocs && goals.length < GOALS.length) {
    throw new Error('the page tells of all goals: --write-docs cannot go with --goals');
  }
  return {
    goals,
    pairs: wholeNumber('pairs', values.pairs, 5, 1),
    seconds: wholeNumber('seconds', values.seconds, 4, 1),
    seed: wholeNumber('seed', values.seed, 1, 0),
    wallets: wholeNumber('wallets', values.wallets, 10_000, 1),
    dist: values.dist === undefined ? join(ROOT, 'dist') : resolve(values.dist),
    writeDocs,
  };
}

function read(args) {
  const numbers = { pairs: text, seconds: text, seed: text, wallets: text };
  const options = { goals: text, dist: text, 'write-docs': { type: 'boolean' }, ...numbers };
  try {
    return parseArgs({ args, options });
  } catch (error) {
    throw new Error(`${error.message}\n${USAGE}`, { cause: error });
  }
}

function wholeNumber(name, value, otherwise, least) {
  const number = value === undefined ? otherwise : Number(value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`--${name} must be a whole number from ${least} on\n${USAGE}`);
}
