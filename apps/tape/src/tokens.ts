import { issueToken, type TokenClaims } from '@gifting/http/app';
import { type Role } from '@gifting/http';

/** Where a client gets the tokens that it shows. */
export interface Tokens {
  of(role: Role, sub: string, providers?: readonly string[]): Promise<string>;
}

/** Tokens signed with the secret of an installation, each made once. */
export class IssuedTokens implements Tokens {
  readonly #issued = new Map<string, Promise<string>>();

  constructor(private readonly secret: Uint8Array) {}

  of(role: Role, sub: string, providers?: readonly string[]): Promise<string> {
    const claims: TokenClaims = { role, sub, ...(providers && { providers }) };
    const name = JSON.stringify(claims);
    const known = this.#issued.get(name);
    if (known !== undefined) return known;
    const issued = issueToken(this.secret, claims);
    this.#issued.set(name, issued);
    return issued;
  }
}

/** One token that was handed in, whatever it is asked for. */
export class GivenToken implements Tokens {
  constructor(private readonly token: string) {}

  of(): Promise<string> {
    return Promise.resolve(this.token);
  }
}
