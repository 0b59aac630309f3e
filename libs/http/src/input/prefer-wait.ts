import { ApiHeader, type ApiHeaderOptions } from '@nestjs/swagger';
import { requestParam } from './request-param';

/** How the header reads in OpenAPI. */
export const PREFER_HEADER: ApiHeaderOptions = {
  name: 'Prefer',
  description: '`wait=SECONDS`: how long to wait for the outcome, 0 to 10, 2 by default.',
  schema: { type: 'string', example: 'wait=2' },
};

const DEFAULT_WAIT_MS = 2_000;
const MAX_WAIT_SECONDS = 10;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const WORD = `(?:${TOKEN}|${QUOTED})`;
/** One preference of RFC 7240 at the start of what is left, with its parameters. */
const PREFERENCE = new RegExp(
  `^[\\s,]*(${TOKEN})(?:\\s*=\\s*(${WORD}))?(?:\\s*;\\s*(?:${TOKEN}(?:\\s*=\\s*${WORD})?)?)*\\s*(?=,|$)`,
);
const SECONDS = /^"?(\d{1,9})"?$/;

/**
 * How long a caller waits for an outcome, from `Prefer: wait=SECONDS` (RFC 7240), in milliseconds:
 * 2,000 by default, at most 10,000. What is malformed or unknown is ignored, as the RFC asks; of a
 * preference that stands twice the first one counts.
 */
export function waitMsOf(prefer: string | string[] | undefined): number {
  if (prefer === undefined) return DEFAULT_WAIT_MS;
  let rest = typeof prefer === 'string' ? prefer : prefer.join(',');
  for (let match = PREFERENCE.exec(rest); match !== null; match = PREFERENCE.exec(rest)) {
    const [whole, name, value] = match;
    if (name?.toLowerCase() === 'wait') {
      const seconds = SECONDS.exec(value ?? '')?.[1];
      return seconds === undefined
        ? DEFAULT_WAIT_MS
        : Math.min(Number(seconds), MAX_WAIT_SECONDS) * 1_000;
    }
    rest = rest.slice(whole.length);
  }
  return DEFAULT_WAIT_MS;
}

/** How long the caller waits for the outcome, in milliseconds. */
export const PreferWait = requestParam(
  ({ headers }) => waitMsOf(headers.prefer),
  ApiHeader(PREFER_HEADER),
);
