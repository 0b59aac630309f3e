import { memberAt, textAt } from './json-path';
import { PayPalAccessToken } from './paypal-access-token';

export interface PayPalApiOptions {
  /** An origin, such as `https://api-m.paypal.com`. */
  readonly baseUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly timeoutMs?: number;
  /** Time that never steps back, for the end of tokens and of pauses. */
  readonly nowMs?: () => number;
}

export interface PayPalAnswer {
  readonly status: number;
  /** What was answered as JSON; undefined where it was none. */
  readonly body: unknown;
}

const TIMEOUT_MS = 15_000;
/** PayPal asks for shorter pauses; a longer one would be a mistake that stops all payouts. */
const LONGEST_PAUSE_MS = 5 * 60_000;
const DEFAULT_PAUSE_MS = 5_000;

/**
 * PayPal did not answer, or answered with something that says nothing about a payout. What was sent may
 * have been taken. The message never contains a secret, a receiver or any other text of the body.
 */
export class PayPalTrouble extends Error {
  override readonly name = 'PayPalTrouble';
}

/** Calls PayPal's REST API: access tokens, timeouts, and the pauses that it asks for. */
export class PayPalApi {
  readonly #options: Required<PayPalApiOptions>;
  readonly #token: PayPalAccessToken;
  #pauseEndMs = 0;

  constructor(options: PayPalApiOptions) {
    this.#options = { timeoutMs: TIMEOUT_MS, nowMs: () => performance.now(), ...options };
    this.#token = new PayPalAccessToken(() => this.#issueToken(), this.#options.nowMs);
  }

  /**
   * One call with an access token, and once more with a fresh one where the token is refused. Answers
   * 2xx and 4xx; a refused token, 429 and 5xx are trouble.
   * @throws PayPalTrouble
   */
  async call(method: 'GET' | 'POST', path: string, body?: object): Promise<PayPalAnswer> {
    const first = await this.#callOnce(method, path, body);
    const answer = first.status === 401 ? await this.#callOnce(method, path, body) : first;
    if (answer.status === 401 || answer.status >= 500) throw troubleOf(answer);
    return answer;
  }

  async #callOnce(method: string, path: string, body?: object): Promise<PayPalAnswer> {
    const token = await this.#token.get();
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await this.#request(path, { method, headers, ...sent });
    if (answer.status === 401) this.#token.drop(token);
    return answer;
  }

  async #issueToken() {
    const { clientId, clientSecret } = this.#options;
    const credentials = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
    const answer = await this.#request('/v1/oauth2/token', {
      method: 'POST',
      headers: {
        Authorization: `Basic ${credentials}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    const value = textAt(answer.body, 'access_token');
    const expiresIn = memberAt(answer.body, 'expires_in');
    if (answer.status !== 200 || value === undefined || typeof expiresIn !== 'number') {
      throw new PayPalTrouble(`${troubleOf(answer).message} to a request for an access token`);
    }
    return { value, expiresInMs: expiresIn * 1_000 };
  }

  async #request(path: string, init: RequestInit): Promise<PayPalAnswer> {
    const { baseUrl, nowMs, timeoutMs } = this.#options;
    const restMs = this.#pauseEndMs - nowMs();
    if (restMs > 0) {
      throw new PayPalTrouble(`PayPal asked for a pause of ${Math.ceil(restMs / 1_000)} s more`);
    }
    try {
      // A redirect would carry credentials and orders to another place.
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(new URL(path, baseUrl), { ...init, redirect: 'error', signal });
      const answer = { status: response.status, body: readJson(await response.text()) };
      if (response.status !== 429) return answer;
      this.#pauseEndMs = nowMs() + pauseMsOf(response.headers.get('Retry-After'));
      throw troubleOf(answer);
    } catch (error) {
      if (error instanceof PayPalTrouble) throw error;
      throw new PayPalTrouble('PayPal does not answer', { cause: error });
    }
  }
}

/** Names the answer by PayPal's own codes alone: any other text of it may repeat what was sent. */
export function troubleOf({ body, status }: PayPalAnswer): PayPalTrouble {
  const name = codeOf(textAt(body, 'name') ?? textAt(body, 'error'));
  const debugId = codeOf(textAt(body, 'debug_id'));
  const words = [`PayPal answers ${status}`, name, debugId && `(debug id ${debugId})`];
  return new PayPalTrouble(words.filter((word) => word !== undefined).join(' '));
}

/** A word that PayPal has for something; undefined where it is a sentence, or anything longer. */
export const codeOf = (text: string | undefined): string | undefined =>
  text !== undefined && /^[A-Za-z0-9_]{1,64}$/.test(text) ? text : undefined;

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only seconds are read: of a date nobody knows by whose clock it is. */
function pauseMsOf(retryAfter: string | null): number {
  const isSeconds = retryAfter !== null && /^[0-9]{1,6}$/.test(retryAfter);
  return isSeconds ? Math.min(Number(retryAfter) * 1_000, LONGEST_PAUSE_MS) : DEFAULT_PAUSE_MS;
}
