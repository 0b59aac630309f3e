import { parseCommandLine, parseUrlOption, UsageError } from '../command-line';
import { DEFAULT_TAPE, faultsOf } from '../tape/tape-options';

export interface DemoOptions {
  readonly seed: number;
  readonly gifts: number;
  readonly viewers: number;
  readonly creators: number;
  readonly duplicateShare: number;
  /** Where the server that the demo starts keeps its data. */
  readonly dataDir: string;
  /** A running server to play to, instead of starting one. */
  readonly url: URL | undefined;
  readonly keep: boolean;
}

const DEFAULT_DATA_DIR = './data/demo';
const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

export const DEMO_HELP = `npm run demo -- [options]: plays one evening of live streams through the public API

  --gifts N       how many gifts are tried (${DEFAULT_TAPE.gifts})
  --viewers N     (${DEFAULT_TAPE.viewers})
  --creators N    (${DEFAULT_TAPE.creators})
  --duplicates S  share of purchase events that repeat an earlier one (${DEFAULT_TAPE.duplicateShare})
  --seed N        the same seed gives the same evening (${DEFAULT_TAPE.seed})
  --data DIR      where the server that the demo starts keeps its data (${DEFAULT_DATA_DIR})
  --keep          play on in that folder though its evening is over, instead of emptying it
  --url URL       play to a running server instead

Stopped in the middle, it goes on where it was when it is started again.
`;

/**
 * @returns nothing where help was asked for
 * @throws UsageError with one line per fault
 */
export function parseDemoOptions(argv: readonly string[]): DemoOptions | undefined {
  const { values } = parseCommandLine({
    args: [...argv],
    options: {
      seed: TEXT,
      gifts: TEXT,
      viewers: TEXT,
      creators: TEXT,
      duplicates: TEXT,
      data: TEXT,
      url: TEXT,
      keep: FLAG,
      help: FLAG,
    },
  });
  if (values.help === true) return undefined;
  const number = (name: 'seed' | 'gifts' | 'viewers' | 'creators'): number =>
    Number(values[name] ?? DEFAULT_TAPE[name]);
  const options: DemoOptions = {
    seed: number('seed'),
    gifts: number('gifts'),
    viewers: number('viewers'),
    creators: number('creators'),
    duplicateShare: Number(values.duplicates ?? DEFAULT_TAPE.duplicateShare),
    dataDir: values.data ?? DEFAULT_DATA_DIR,
    url: values.url === undefined ? undefined : parseUrlOption(values.url),
    keep: values.keep ?? false,
  };
  const faults = faultsOf({ ...DEFAULT_TAPE, ...options });
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return options;
}
