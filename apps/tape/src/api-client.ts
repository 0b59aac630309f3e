import type {
  GiftReceipt,
  GiftRequest,
  PayoutRequest,
  PayoutView,
  Problem,
  PurchaseEvent,
  PurchaseResult,
} from './api-types';
import type { HttpResponse } from './http-exchange';
import { PatientExchange, type PatientExchangeOptions } from './patient-exchange';

/** An answer that no retry changes. */
export interface ApiAnswer<Body> {
  readonly status: number;
  readonly body: Body;
  /** Whether the command had been recorded before. */
  readonly replayed: boolean;
}

interface Call {
  readonly token: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A gift with the Idempotency-Key under which it is sent, however often. */
export interface KeyedGift {
  readonly key: string;
  readonly request: GiftRequest;
}

export type GiftAnswer = ApiAnswer<GiftReceipt | Problem>;

/** The API answered with a problem where none was expected. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly status: number,
    readonly problem: Problem,
    request: string,
  ) {
    super(`${request} answered ${status} ${problem.code}: ${problem.detail}`);
  }
}

/** How long the server is asked to wait for an outcome. */
const PREFER = 'wait=10';

/**
 * The public API, typed. A call is repeated while the server is busy (429, 503; after its Retry-After)
 * or away (connection errors). That is safe: a POST carries its Idempotency-Key, and purchases their
 * natural keys, so what was done already is answered and not done again.
 */
export class ApiClient {
  readonly #exchange: PatientExchange;

  constructor(options: PatientExchangeOptions) {
    this.#exchange = new PatientExchange(options);
  }

  get url(): URL {
    return this.#exchange.url;
  }

  /** How often any call was repeated so far. */
  get retries(): number {
    return this.#exchange.retries;
  }

  /** @throws ApiUnavailable where nothing answers, asked once */
  assertReachable(): Promise<void> {
    return this.#exchange.assertReachable();
  }

  /**
   * Reads something.
   * @throws ApiProblem for any answer but 200
   */
  async get<Body>(path: string, token: string): Promise<Body> {
    const { body, status } = await this.#call<Body>('GET', path, { token });
    if (status !== 200) throw new ApiProblem(status, body as Problem, `GET ${path}`);
    return body;
  }

  /** Reads something; nothing where there is none that the token can see. */
  async find<Body>(path: string, token: string): Promise<Body | undefined> {
    try {
      return await this.get<Body>(path, token);
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * Reports 1 to 500 purchases; one result for each, in order.
   * @throws ApiProblem when the batch as a whole is refused
   */
  async reportPurchases(
    events: readonly PurchaseEvent[],
    token: string,
  ): Promise<readonly PurchaseResult[]> {
    const path = '/v1/purchase-events';
    const { body, status } = await this.#call<{ results: readonly PurchaseResult[] }>(
      'POST',
      path,
      { token, body: events, contentType: 'application/cloudevents-batch+json' },
    );
    if (status !== 200) throw new ApiProblem(status, body as unknown as Problem, `POST ${path}`);
    return body.results;
  }

  /** Sends a gift and waits until it is sent or refused, however long its coins take. */
  async sendGift({ key, request }: KeyedGift, token: string): Promise<GiftAnswer> {
    for (;;) {
      const answer = await this.#post<GiftReceipt | Problem>('/v1/gifts', key, request, token);
      if (answer.status !== 202) return answer;
    }
  }

  /**
   * Sends 1 to 500 gifts of one viewer, each under its own key, and waits until all are sent or
   * refused; the answers in the order of the gifts.
   */
  async sendGifts(gifts: readonly KeyedGift[], token: string): Promise<readonly GiftAnswer[]> {
    const answers = new Map<string, GiftAnswer>();
    let open = gifts;
    while (open.length > 0) {
      for (const { key, ...answer } of await this.#sendBatch(open, token)) answers.set(key, answer);
      open = open.filter(({ key }) => answers.get(key)?.status === 202);
    }
    return gifts.map(({ key }) => answers.get(key) as GiftAnswer);
  }

  /** Asks for a payout. It is answered once its amounts are fixed, or with 202 before. */
  requestPayout(
    key: string,
    request: PayoutRequest,
    token: string,
  ): Promise<ApiAnswer<PayoutView | Problem>> {
    return this.#post('/v1/payouts', key, request, token);
  }

  close(): void {
    this.#exchange.close();
  }

  async #sendBatch(
    gifts: readonly KeyedGift[],
    token: string,
  ): Promise<readonly (GiftAnswer & { readonly key: string })[]> {
    const path = '/v1/gifts/batch';
    const items = gifts.map(({ key, request }) => ({ key, ...request }));
    const { body, status } = await this.#call<{
      results: readonly (GiftAnswer & { readonly key: string })[];
    }>('POST', path, { token, body: { items }, headers: { prefer: PREFER } });
    if (status !== 200) throw new ApiProblem(status, body as unknown as Problem, `POST ${path}`);
    return body.results;
  }

  #post<Body>(path: string, key: string, body: unknown, token: string): Promise<ApiAnswer<Body>> {
    const headers = { 'idempotency-key': key, prefer: PREFER };
    return this.#call('POST', path, { token, body, headers });
  }

  async #call<Body>(method: 'GET' | 'POST', path: string, call: Call): Promise<ApiAnswer<Body>> {
    const { body, contentType = 'application/json', headers, token } = call;
    const response = await this.#exchange.send({
      method,
      path,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      body: parsed<Body>(response, `${method} ${path}`),
      replayed: response.headers['idempotency-replayed'] === 'true',
    };
  }
}

function parsed<Body>({ body, status }: HttpResponse, request: string): Body {
  try {
    return JSON.parse(body) as Body;
  } catch {
    throw new Error(`${request} answered ${status} with a body that is no JSON`);
  }
}
