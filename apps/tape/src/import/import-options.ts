import { type Environment, loadConfig } from '@gifting/service';
import { parseCommandLine, parseUrlOption, UsageError } from '../command-line';

export interface ImportOptions {
  /** A path, or `-` for standard input. */
  readonly file: string;
  readonly url: URL;
  /** Shown instead of one that is made with the kept secret. */
  readonly token: string | undefined;
  readonly dryRun: boolean;
  /** Writes a file to begin with, and imports nothing. */
  readonly sample: boolean;
}

export const IMPORT_HELP = `npm run import -- FILE [options]: reports the purchases of a CSV file; see docs/import.md

  --url URL    the server (from HOST and PORT: http://127.0.0.1:8080)
  --token T    a token of role upstream (made with the secret of GIFTING_DATA_DIR)
  --dry-run    check every line and send nothing
  --sample     write FILE: twenty purchases of yesterday, to begin with

FILE may be - for standard input. A file can be imported again: what is known is a duplicate.
`;

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

/**
 * @returns nothing where help was asked for
 * @throws UsageError or ConfigError
 */
export function parseImportOptions(
  argv: readonly string[],
  env: Environment,
): ImportOptions | undefined {
  const { positionals, values } = parseCommandLine({
    args: [...argv],
    allowPositionals: true,
    options: { url: TEXT, token: TEXT, 'dry-run': FLAG, sample: FLAG, help: FLAG },
  });
  if (values.help === true) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined) throw new UsageError('which file? npm run import -- purchases.csv');
  if (others.length > 0) throw new UsageError('one file at a time');
  return {
    file,
    url: values.url === undefined ? urlOf(env) : parseUrlOption(values.url),
    token: values.token,
    dryRun: values['dry-run'] ?? false,
    sample: values.sample ?? false,
  };
}

/** A server that listens on all addresses is reached on this machine's own. */
function urlOf(env: Environment): URL {
  const { host, port } = loadConfig(env);
  const isAny = host === '0.0.0.0' || host === '::';
  const name = isAny ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return new URL(`http://${name}:${port}`);
}
