import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listAt, textAt } from './json-path';

const DAY_MS = 24 * 60 * 60 * 1_000;

export type FakeCall = 'token' | 'send' | 'ask';

/** What goes wrong with a call. `cut`: the call has its effect, but the connection ends unanswered. */
export type Fault =
  | { readonly do: 'cut' }
  | { readonly do: 'hang' }
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly body?: object;
      readonly headers?: Readonly<Record<string, string>>;
    };

interface Batch {
  readonly id: string;
  readonly senderBatchId: string;
  readonly item: unknown;
  readonly takenAtMs: number;
  batchStatus: string;
  /** Undefined: the batch does not list its item yet. */
  itemStatus: string | undefined;
  error: string | undefined;
}

/** What PayPal says of an item that was sent to a receiver. */
export interface FakeOutcome {
  readonly batchStatus?: string;
  readonly itemStatus?: string;
  readonly error?: string;
}

/**
 * A PayPal Payouts on the loopback that answers in PayPal's shapes. It forgets ids after 30 days, as
 * PayPal does, so that an order which is sent too late is paid twice, and a spec can see it.
 */
export class FakePayPal {
  /** Everything it took, in order: a payout that is in here twice was paid twice. */
  readonly batches: Batch[] = [];
  readonly calls: FakeCall[] = [];
  readonly sent: unknown[] = [];
  readonly credentials: string[] = [];
  outcome: FakeOutcome = { itemStatus: 'SUCCESS' };
  tokenSeconds = 32_400;

  readonly #faults: { readonly call: FakeCall; readonly fault: Fault; left: number }[] = [];
  readonly #valid = new Set<string>();
  #issued = 0;

  private constructor(
    private readonly server: Server,
    private readonly nowMs: () => number,
  ) {}

  static async open(nowMs: () => number): Promise<FakePayPal> {
    const server = createServer((request, response) => void fake.#serve(request, response));
    const fake: FakePayPal = new FakePayPal(server, nowMs);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get account() {
    const { port } = this.server.address() as AddressInfo;
    return {
      baseUrl: new URL(`http://127.0.0.1:${port}`),
      clientId: 'client',
      clientSecret: 'hunter2',
    };
  }

  /** Lets calls of a kind fail; always, until `heal`, unless it says how often. */
  fail(call: FakeCall, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#faults.push({ call, fault, left: times });
  }

  heal(): void {
    this.#faults.length = 0;
  }

  /** From now on the tokens that it gave out are refused. */
  expireTokens(): void {
    this.#valid.clear();
  }

  /** Changes what it says about an item that it has. */
  settle(senderBatchId: string, outcome: FakeOutcome): void {
    for (const batch of this.batches) {
      if (batch.senderBatchId !== senderBatchId) continue;
      batch.batchStatus = outcome.batchStatus ?? 'SUCCESS';
      batch.itemStatus = outcome.itemStatus;
      batch.error = outcome.error;
    }
  }

  count = (call: FakeCall): number => this.calls.filter((each) => each === call).length;

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const call = callOf(request);
    this.calls.push(call);
    const fault = this.#nextFault(call);
    if (fault?.do === 'hang') return;
    if (fault?.do === 'answer') {
      response.writeHead(fault.status, fault.headers).end(JSON.stringify(fault.body ?? {}));
      return;
    }
    const { body, status } = this.#answer(call, request, text);
    if (fault?.do === 'cut') response.destroy();
    else response.writeHead(status).end(JSON.stringify(body));
  }

  #nextFault(call: FakeCall): Fault | undefined {
    const planted = this.#faults.find((each) => each.call === call && each.left > 0);
    if (planted !== undefined) planted.left -= 1;
    return planted?.fault;
  }

  #answer(call: FakeCall, request: IncomingMessage, text: string) {
    const authorization = request.headers.authorization ?? '';
    if (call === 'token') return this.#issue(authorization);
    if (!this.#valid.has(authorization)) {
      return { status: 401, body: { error: 'invalid_token', error_description: 'expired' } };
    }
    return call === 'send' ? this.#take(JSON.parse(text)) : this.#show(request.url ?? '');
  }

  #issue(authorization: string) {
    this.credentials.push(Buffer.from(authorization.slice('Basic '.length), 'base64').toString());
    this.#issued += 1;
    const token = `A21-${this.#issued}`;
    this.#valid.add(`Bearer ${token}`);
    const body = { access_token: token, token_type: 'Bearer', expires_in: this.tokenSeconds };
    return { status: 200, body };
  }

  #take(order: unknown) {
    this.sent.push(order);
    const senderBatchId = textAt(order, 'sender_batch_header', 'sender_batch_id') ?? '';
    const before = this.batches.find(
      (batch) =>
        batch.senderBatchId === senderBatchId && this.nowMs() - batch.takenAtMs < 30 * DAY_MS,
    );
    if (before !== undefined) return { status: 400, body: duplicate(before) };
    const batch: Batch = {
      id: `5UXD2E8A7EBQ${this.batches.length}`,
      senderBatchId,
      item: listAt(order, 'items')[0],
      takenAtMs: this.nowMs(),
      batchStatus: this.outcome.batchStatus ?? 'SUCCESS',
      itemStatus: this.outcome.itemStatus,
      error: this.outcome.error,
    };
    this.batches.push(batch);
    return { status: 201, body: { batch_header: { ...headerOf(batch), batch_status: 'PENDING' } } };
  }

  #show(url: string) {
    const id = url.split('/').at(-1)?.split('?')[0];
    const batch = this.batches.find((each) => each.id === id);
    if (batch === undefined) return { status: 404, body: { name: 'INVALID_RESOURCE_ID' } };
    return { status: 200, body: batchBody(batch) };
  }
}

function callOf({ method, url }: IncomingMessage): FakeCall {
  if (url === '/v1/oauth2/token') return 'token';
  return method === 'POST' ? 'send' : 'ask';
}

const headerOf = ({ id, batchStatus, senderBatchId }: Batch) => ({
  payout_batch_id: id,
  batch_status: batchStatus,
  sender_batch_header: { sender_batch_id: senderBatchId },
});

const batchBody = (batch: Batch) => ({
  total_items: 1,
  total_pages: 1,
  batch_header: headerOf(batch),
  ...(batch.itemStatus === undefined ? {} : { items: [itemOf(batch, batch.itemStatus)] }),
});

const itemOf = (batch: Batch, status: string) => ({
  payout_item_id: `${batch.id}-1`,
  transaction_status: status,
  payout_batch_id: batch.id,
  payout_item: batch.item,
  time_processed: new Date(batch.takenAtMs).toISOString().replace('.000Z', 'Z'),
  ...(batch.error === undefined ? {} : { errors: { name: batch.error, message: 'No.' } }),
});

/** As PayPal answers a `sender_batch_id` of the last 30 days. */
const duplicate = ({ id }: Batch) => ({
  name: 'USER_BUSINESS_ERROR',
  message: 'User business error.',
  debug_id: 'f05063556a338',
  details: [
    {
      field: 'SENDER_BATCH_ID',
      location: 'body',
      issue: 'Batch with given sender_batch_id already exists',
      link: [
        {
          href: `https://api.sandbox.paypal.com/v1/payments/payouts/${id}`,
          rel: 'self',
          method: 'GET',
        },
      ],
    },
  ],
  links: [],
});
