import { STATUS_CODES } from 'node:http';
import type { JsonObject, RefusalCode } from '@gifting/kernel';
import type { FieldFault, RefusalError } from './refusal-error';

/** A problem of RFC 9457, as every refusal reaches the client. */
export type Problem = JsonObject & {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: RefusalCode | typeof INTERNAL_ERROR;
  readonly traceId: string;
  readonly errors?: readonly FieldFault[];
};

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
/** The code of a fault of ours. It is no refusal, so the kernel does not know it. */
export const INTERNAL_ERROR = 'internal-error';

/**
 * The one place where a code becomes a status. The last group stands in the results of purchase
 * events, which answer 200; its statuses are there for completeness.
 */
const EDGE: Readonly<Record<RefusalCode, readonly [status: number, title: string]>> = {
  'invalid-json': [400, 'The body is not valid JSON'],
  validation: [400, 'The input is not valid'],
  'idempotency-key': [400, 'The Idempotency-Key is missing or not valid'],
  'invalid-cursor': [400, 'The cursor is not valid'],
  'invalid-limit': [400, 'The limit is not valid'],
  'invalid-position': [400, 'The position is not valid'],
  unauthenticated: [401, 'A valid token is needed'],
  forbidden: [403, 'The role does not allow this'],
  'wallet-frozen': [403, 'The wallet is frozen'],
  'not-found': [404, 'Not found'],
  'unknown-gift': [404, 'The gift is not in the catalogue'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'insufficient-coins': [409, 'Not enough coins'],
  'coin-debt-outstanding': [409, 'A coin debt is outstanding'],
  'insufficient-diamonds': [409, 'Not enough diamonds'],
  'refund-window-closed': [409, 'The refund window is closed'],
  'lot-already-spent': [409, 'The coins were already spent'],
  'price-version-stale': [409, 'The price has changed'],
  'request-expired': [409, 'The request has expired'],
  'payout-already-submitted': [409, 'The payout was already submitted'],
  'nothing-to-do': [409, 'Nothing to do'],
  'not-releasable': [409, 'This cannot be released'],
  'release-failed': [409, 'The release failed'],
  'not-sealed-yet': [409, 'Not sealed yet'],
  'clock-backwards': [409, 'The clock never goes backwards'],
  'body-too-large': [413, 'The body is too large'],
  'unsupported-media-type': [415, 'The content type is not supported'],
  'self-gift': [422, 'Nobody sends gifts to themselves'],
  'refund-reason': [422, 'The reason does not allow a refund'],
  'below-minimum-payout': [422, 'Below the minimum payout'],
  'idempotency-mismatch': [422, 'The Idempotency-Key was used with other content'],
  'duplicate-key': [422, 'The same key stands twice in one batch'],
  'destination-token': [422, 'The destination is no token of the vault'],
  'too-many-requests': [429, 'Too many requests'],
  'projection-behind': [503, 'The read model is behind'],
  overloaded: [503, 'Overloaded'],
  'not-ready': [503, 'Not ready'],
  'subject-mismatch': [422, 'The subject is not the purchase'],
  'provider-forbidden': [403, 'The token does not cover this provider'],
  'purchase-conflict': [409, 'The purchase was recorded with other content'],
  'notice-conflict': [409, 'The notice was recorded with other content'],
  'price-mismatch': [409, 'The price is not that of the bundle'],
  'unknown-bundle': [409, 'The bundle is not known'],
  'unknown-currency': [409, 'The currency has no price'],
  'amount-below-one-coin': [409, 'The amount buys no coin'],
  'purchase-cap-exceeded': [409, 'A purchase cap is exceeded'],
  'captured-at-out-of-range': [409, 'The time of capture is out of range'],
};

const RETRY_SECONDS = '1';

/** The HTTP status of a refusal code. */
export const statusOf = (code: RefusalCode): number => EDGE[code][0];

/** The problem that tells a client of a refusal. */
export function problemOf(refusal: RefusalError, traceId: string): Problem {
  const [status, title] = EDGE[refusal.code];
  const { errors, members } = refusal.more;
  return {
    type: `urn:gifting:problem:${refusal.code}`,
    title,
    status,
    detail: refusal.message,
    code: refusal.code,
    traceId,
    ...(errors && { errors }),
    ...members,
  };
}

/** The problem of a fault of ours: it says nothing but where to look. */
export const internalProblem = (traceId: string): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[500] ?? 'Internal Server Error',
  status: 500,
  detail: 'The request failed on our side. The trace id finds it in the logs.',
  code: INTERNAL_ERROR,
  traceId,
});

/** The headers that the status asks for, and those of the refusal itself. */
export function problemHeaders(refusal: RefusalError): Record<string, string> {
  const status = statusOf(refusal.code);
  return {
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...((status === 429 || status === 503) && { 'retry-after': RETRY_SECONDS }),
    ...refusal.more.headers,
  };
}
