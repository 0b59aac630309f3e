import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line asks for something that cannot be; the message has one line per fault. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError for options that are not known or lack their value */
export function parseCommandLine<Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    // What follows the first line is advice.
    throw new UsageError((error as Error).message.split('\n', 1)[0]);
  }
}

/** @throws UsageError */
export function parseUrlOption(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError('--url must be a URL such as http://127.0.0.1:8080');
}
