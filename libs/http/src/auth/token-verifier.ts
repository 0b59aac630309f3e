import { isId, isProviderId } from '@gifting/kernel';
import { createRemoteJWKSet, errors, type JWTVerifyResult, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { RefusalError } from '../problem/refusal-error';
import { type Caller, isRole } from './caller';

/** What signatures are checked against: one shared secret, or the published keys of an issuer. */
export type TokenKeys =
  | { readonly kind: 'secret'; readonly secret: Uint8Array }
  | { readonly kind: 'jwks'; readonly url: URL };

export const TOKEN_ISSUER = 'gifting';
export const TOKEN_AUDIENCE = 'gifting';

const SECRET_ALGORITHMS = ['HS256'];
const JWKS_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const BEARER = /^bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+) *$/i;
const MAX_REMEMBERED = 20_000;
/** After this time a signature is checked again, so that a withdrawn key is noticed. */
const REMEMBERED_MS = 60_000;

interface Remembered {
  readonly caller: Caller;
  readonly untilMs: number;
}

/**
 * Checks bearer tokens by the rules of the contract. Every fault is the same refusal,
 * `unauthenticated`, and none is worth more to a guesser than another.
 *
 * A verified token is remembered by its whole text, for at most a minute and never past its expiry:
 * checking a signature costs more than the rest of a request's way through the edge. Only texts
 * that verified are kept, so foreign ones cannot push them out. Time is always the system's.
 */
export class TokenVerifier {
  readonly #remembered = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });
  readonly #checkSignature: (token: string) => Promise<JWTVerifyResult>;

  /** @param onKeyTrouble told when keys could not be fetched; the tokens are refused meanwhile */
  constructor(
    keys: TokenKeys,
    private readonly onKeyTrouble: (error: unknown) => void = () => undefined,
  ) {
    if (keys.kind === 'secret') {
      this.#checkSignature = (token) =>
        jwtVerify(token, keys.secret, { algorithms: SECRET_ALGORITHMS });
    } else {
      const published = createRemoteJWKSet(keys.url);
      this.#checkSignature = (token) =>
        jwtVerify(token, published, { algorithms: JWKS_ALGORITHMS });
    }
  }

  /**
   * The caller behind an Authorization header; at once for a remembered token.
   * @throws RefusalError `unauthenticated`, or rejects with it
   */
  verify(authorization: string | undefined): Caller | Promise<Caller> {
    if (authorization === undefined) throw unauthenticated('A bearer token is needed.');
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) throw unauthenticated('The Authorization header holds no token.');
    const remembered = this.#remembered.get(token);
    if (remembered !== undefined && Date.now() < remembered.untilMs) return remembered.caller;
    return this.#verifyAnew(token);
  }

  async #verifyAnew(token: string): Promise<Caller> {
    const { payload, protectedHeader } = await this.#checked(token);
    const nowMs = Date.now();
    if (protectedHeader.crit !== undefined) throw refused();
    const caller = callerOf(payload, nowMs);
    const untilMs = Math.min(caller.exp * 1_000, nowMs + REMEMBERED_MS);
    this.#remembered.set(token, { caller, untilMs });
    return caller;
  }

  async #checked(token: string): Promise<JWTVerifyResult> {
    try {
      return await this.#checkSignature(token);
    } catch (error) {
      if (!isTokenFault(error)) this.onKeyTrouble(error);
      throw refused();
    }
  }
}

/** What the signature check left open; `nbf` and the payload's form it has checked. */
function callerOf(claims: Readonly<Record<string, unknown>>, nowMs: number): Caller {
  const { iss, aud, exp, role, sub } = claims;
  if (iss !== TOKEN_ISSUER) throw refused();
  if (aud !== TOKEN_AUDIENCE && !(Array.isArray(aud) && aud.includes(TOKEN_AUDIENCE))) {
    throw refused();
  }
  // JSON can say 1e999, which reads as a number that never comes.
  if (typeof exp !== 'number' || !Number.isFinite(exp) || exp * 1_000 <= nowMs) throw refused();
  if (!isRole(role) || !isId(sub)) throw refused();
  return { role, sub, providers: role === 'upstream' ? providersOf(claims) : [], exp };
}

function providersOf({ providers }: Readonly<Record<string, unknown>>): Caller['providers'] {
  if (!Array.isArray(providers) || !providers.every(isProviderId)) throw refused();
  return providers;
}

/** A key set that cannot be fetched or read is our trouble; everything else is the token's fault. */
const isTokenFault = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid) &&
  error.code !== errors.JOSEError.code;

const unauthenticated = (detail: string): RefusalError =>
  new RefusalError('unauthenticated', detail);

const refused = (): RefusalError => unauthenticated('The token is not valid.');
