import { parseArgs } from 'node:util';
import { isId, isProviderId } from '@gifting/kernel';
import { SignJWT } from 'jose';
import { isRole, type Role, ROLES } from './caller';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from './token-verifier';

export interface TokenClaims {
  readonly role: Role;
  readonly sub: string;
  /** Only for upstream apps. */
  readonly providers?: readonly string[];
  /** Default one day. */
  readonly ttlSeconds?: number;
}

const DAY_SECONDS = 86_400;
const MAX_TTL_SECONDS = 366 * DAY_SECONDS;

/** Signs a token for the shared secret (HS256), with the claims of the contract. */
export function issueToken(secret: Uint8Array, claims: TokenClaims): Promise<string> {
  const { role, sub, providers, ttlSeconds = DAY_SECONDS } = claims;
  const nowSeconds = Math.floor(Date.now() / 1_000);
  return new SignJWT({ role, ...(providers && { providers: [...providers] }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setSubject(sub)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + ttlSeconds)
    .sign(secret);
}

/** What the command line asked for cannot be issued; the message has one line per fault. */
export class TokenRequestError extends Error {
  override readonly name = 'TokenRequestError';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/**
 * Reads `--role viewer --sub ana [--providers a,b] [--ttl SECONDS]`.
 * @throws TokenRequestError
 */
export function parseTokenRequest(argv: readonly string[]): TokenClaims {
  const { role, sub, providers, ttl } = optionsOf(argv);
  const faults: string[] = [];
  const names = providers?.split(',');
  const ttlSeconds = ttl === undefined ? DAY_SECONDS : Number(ttl);
  if (!isRole(role)) faults.push(`--role must be one of ${ROLES.join(', ')}`);
  if (!isId(sub)) faults.push('--sub must be an id of 1 to 64 characters A-Z a-z 0-9 _ . : -');
  if (role === 'upstream' && names === undefined) {
    faults.push('--providers must name the providers of an upstream app, such as stripe,adyen');
  }
  if (names !== undefined && !names.every(isProviderId)) {
    faults.push('--providers must be names of 1 to 32 characters a-z 0-9 -, separated by commas');
  }
  if (names !== undefined && role !== 'upstream') faults.push('--providers is for role upstream');
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) {
    faults.push(`--ttl must be seconds from 1 to ${MAX_TTL_SECONDS}`);
  }
  if (faults.length > 0 || !isRole(role) || !isId(sub)) throw new TokenRequestError(faults);
  return { role, sub, ttlSeconds, ...(names && { providers: names }) };
}

function optionsOf(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: { role: text, sub: text, providers: text, ttl: text },
    }).values;
  } catch (error) {
    throw new TokenRequestError([error instanceof Error ? error.message : String(error)]);
  }
}
