import type { PayoutId } from '@gifting/kernel';
import type { Currency } from '@gifting/kernel/money';
import { ManualClock } from '@gifting/engine';
import { describePayoutProvider } from '../payout-provider.contract';
import type { PayoutOrder } from '../payout-provider.port';
import { FakePayPal } from './fake-paypal.fixture';
import { PayPalPayoutProvider } from './paypal-payout-provider';

const START_MS = Date.parse('2026-11-25T12:00:00.000Z');

describePayoutProvider('PayPal', async () => {
  const clock = new ManualClock(START_MS);
  const paypal = await FakePayPal.open(() => clock.nowMs());
  return {
    provider: new PayPalPayoutProvider(paypal.account, clock),
    payableToken: 'PAYERID234567',
    close: () => paypal.close(),
  };
});

let clock: ManualClock;
let paypal: FakePayPal;
/** Of tokens and pauses. */
let nowMs: number;
let provider: PayPalPayoutProvider;

beforeEach(async () => {
  clock = new ManualClock(START_MS);
  paypal = await FakePayPal.open(() => clock.nowMs());
  nowMs = 0;
  provider = open();
});
afterEach(() => paypal.close());

const open = (timeoutMs?: number) =>
  new PayPalPayoutProvider(
    {
      ...paypal.account,
      nowMs: () => nowMs,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
    clock,
  );

const order = (reference?: string, more: Partial<PayoutOrder> = {}): PayoutOrder => ({
  payoutId: 'payout-1' as PayoutId,
  method: 'paypal',
  destinationToken: 'PAYERID234567',
  amount: { currency: 'USD' as Currency, value: '2.08' },
  submittedAt: '2026-11-25T12:00:00.000Z',
  stage: 'submitted',
  reference,
  ...more,
});

async function send(): Promise<string> {
  const sent = await provider.send(order());
  if (sent.state === 'failed' || sent.reference === undefined) throw new Error('not taken');
  return sent.reference;
}

describe('the access token', () => {
  it('is fetched once, with our credentials, for calls at the same time and later ones', async () => {
    await Promise.all([send(), send(), send()]);
    await provider.ask(order(await send()));
    expect(paypal.credentials).toEqual(['client:hunter2']);
  });

  it('is fetched again shortly before it expires', async () => {
    const reference = await send();
    nowMs = (paypal.tokenSeconds - 60) * 1_000 - 1;
    await provider.ask(order(reference));
    expect(paypal.count('token')).toBe(1);
    nowMs += 1;
    await provider.ask(order(reference));
    expect(paypal.count('token')).toBe(2);
  });

  it('is fetched again, once for all calls, when PayPal refuses it', async () => {
    const reference = await send();
    paypal.expireTokens();
    const answers = await Promise.all([1, 2, 3].map(() => provider.ask(order(reference))));
    expect(answers.map(({ state }) => state)).toEqual(['paid', 'paid', 'paid']);
    expect(paypal.count('token')).toBe(2);
  });

  it('is not fetched again and again where PayPal refuses every one', async () => {
    paypal.fail('send', { do: 'answer', status: 401, body: { error: 'invalid_token' } });
    await expect(provider.send(order())).rejects.toThrow('PayPal answers 401 invalid_token');
    expect(paypal.calls).toEqual(['token', 'send', 'token', 'send']);
  });

  it('is asked for again by the next call where it could not be had', async () => {
    const refusal = { error: 'invalid_client', error_description: 'client:hunter2' };
    paypal.fail('token', { do: 'answer', status: 401, body: refusal }, 1);
    await expect(provider.send(order())).rejects.toThrow(
      /^PayPal answers 401 invalid_client to a request for an access token$/,
    );
    await send();
  });
});

describe('an order', () => {
  it('is unknown, without a call, until PayPal has given it a reference', async () => {
    expect(await provider.ask(order())).toEqual({ state: 'unknown' });
    expect(paypal.calls).toEqual([]);
  });

  it('is found by sending it again, after a lost answer and a restart', async () => {
    paypal.fail('send', { do: 'cut' }, 1);
    await expect(provider.send(order())).rejects.toThrow('PayPal does not answer');
    provider = open();
    const reference = await send();
    expect(await provider.ask(order(reference))).toMatchObject({ state: 'paid', reference });
    expect(paypal.batches).toHaveLength(1);
  });

  it('may be taken where PayPal does not answer in time', async () => {
    provider = open(50);
    paypal.fail('send', { do: 'hang' }, 1);
    await expect(provider.send(order())).rejects.toThrow('PayPal does not answer');
  });

  it.each([500, 502, 503, 504])('may be taken where PayPal answers %d', async (status) => {
    paypal.fail('send', { do: 'answer', status, body: { name: 'INTERNAL_ERROR' } }, 1);
    await expect(provider.send(order())).rejects.toThrow(`PayPal answers ${status} INTERNAL_ERROR`);
    await send();
  });

  it('has failed where PayPal refuses its receiver', async () => {
    const details = [{ field: 'items[0].receiver', issue: 'Receiver is invalid' }];
    const body = { name: 'VALIDATION_ERROR', details };
    paypal.fail('send', { do: 'answer', status: 400, body });
    expect(await provider.send(order())).toEqual({ state: 'failed', reason: 'VALIDATION_ERROR' });
  });

  it('has failed, without a call, where it is to go to a bank', async () => {
    expect(await provider.send(order(undefined, { method: 'bank' }))).toEqual({
      state: 'failed',
      reason: 'METHOD_NOT_SUPPORTED',
    });
    expect(paypal.calls).toEqual([]);
  });

  it('is not looked for at an address that a reference makes up', async () => {
    await expect(provider.ask(order('../../oauth2/token'))).rejects.toThrow('no batch id');
    expect(paypal.calls).toEqual([]);
  });

  it('is not sent to another place that an answer names', async () => {
    const headers = { Location: 'http://127.0.0.1:9/' };
    paypal.fail('send', { do: 'answer', status: 307, headers });
    await expect(provider.send(order())).rejects.toThrow('PayPal does not answer');
  });
});

describe('a pause that PayPal asks for', () => {
  const busy = (retryAfter?: string) =>
    ({
      do: 'answer',
      status: 429,
      body: { name: 'RATE_LIMIT_REACHED' },
      ...(retryAfter === undefined ? {} : { headers: { 'Retry-After': retryAfter } }),
    }) as const;

  it.each([
    ['30', 30_000],
    ['999999', 300_000],
    ['Wed, 25 Nov 2026 12:00:30 GMT', 5_000],
    [undefined, 5_000],
  ])('is kept by all calls: Retry-After %s', async (retryAfter, pauseMs) => {
    paypal.fail('send', busy(retryAfter), 1);
    await expect(provider.send(order())).rejects.toThrow('PayPal answers 429 RATE_LIMIT_REACHED');
    nowMs = pauseMs - 1;
    await expect(provider.ask(order('BATCH1'))).rejects.toThrow('a pause of 1 s more');
    expect(paypal.count('ask')).toBe(0);
    nowMs = pauseMs;
    await send();
  });
});
