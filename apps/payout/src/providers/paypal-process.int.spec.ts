import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { CommandHandler, ManualClock } from '@gifting/engine';
import { type EventStore, NO_STREAM, sealEvents } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { loadConfig } from '@gifting/service';
import {
  accepted,
  approved,
  failed,
  paid,
  requested,
  reserved,
  returned,
  submitted,
} from '../domain/payout.fixture';
import type { PayoutEvent } from '../domain/payout.events';
import { PayoutProcess } from '../payout-process';
import { PayoutProcessRunner } from '../payout-process.runner';
import { FakePayPal } from './fake-paypal.fixture';
import { PayPalPayoutProvider } from './paypal-payout-provider';

/** The payout process with PayPal as its provider, one payout of $2.08. */

const START_MS = Date.parse('2026-11-25T12:00:00.000Z');
const DAY_MS = 24 * 60 * 60 * 1_000;
const ID = 'payout-1';
const APPROVED = [requested(), reserved(), approved];
const SUBMITTED = [...APPROVED, submitted('paypal')];

let dir: string;
let store: EventStore;
let clock: ManualClock;
let paypal: FakePayPal;
let running: PayoutProcess | undefined;
let troubles: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'paypal-process-'));
  store = await openEmbeddedEventStore({ dir });
  clock = new ManualClock(START_MS);
  paypal = await FakePayPal.open(() => clock.nowMs());
  troubles = [];
});

afterEach(async () => {
  await running?.stop();
  await paypal.close();
  await store.close();
  await rm(dir, { recursive: true });
});

/** Starts the process as a restart does: with nothing but the store. */
async function start(): Promise<void> {
  await running?.stop();
  running = new PayoutProcess({
    store,
    handler: new CommandHandler({ streams: store, clock }),
    provider: new PayPalPayoutProvider(paypal.account, clock),
    clock,
    onTrouble: (error) => troubles.push(String(error)),
  });
  await running.start();
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

async function record(events: readonly PayoutEvent[], payoutId = ID): Promise<void> {
  const metadata = { recordedAt: clock.now() };
  const sealed = events.map((event) => ({
    event: { ...event, data: { ...event.data, payoutId } },
    metadata,
  }));
  await store.append([sealEvents(`payout-${payoutId}`, NO_STREAM, sealed)]);
}

/** Starts the process, and has it pay another payout: by then it has seen all that was recorded. */
async function startAndPayAnother(): Promise<void> {
  await start();
  await record(APPROVED, 'payout-2');
  await until(async () =>
    (await store.readStream('payout-payout-2')).some(({ type }) => type === 'PayoutPaid'),
  );
}

/** The ids of all that PayPal took. */
const taken = () => paypal.batches.map(({ senderBatchId }) => senderBatchId);

const recorded = async () =>
  (await store.readStream(`payout-${ID}`)).map(({ data, type }) => ({ type, data }));

const typesAfterApproval = async () =>
  (await recorded()).slice(APPROVED.length).map(({ type }) => type);

/** Turns the event loop until a condition holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error('the condition never held');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const untilRecorded = (type: string) =>
  until(async () => (await typesAfterApproval()).includes(type));

/** Has PayPal asked twice more: by the second time, the first answer has been dealt with. */
async function askAgain(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    const asked = paypal.count('ask');
    clock.moveTo(clock.nowMs() + 1);
    await until(() => paypal.count('ask') > asked);
  }
}

const dataOf = async (type: string) =>
  (await recorded()).find((event) => event.type === type)?.data;

describe('a payout that PayPal does not settle at once', () => {
  const submitUnclaimed = async () => {
    paypal.outcome = { itemStatus: 'UNCLAIMED' };
    await start();
    await record(APPROVED);
    await untilRecorded('PayoutAccepted');
    await until(() => paypal.count('ask') > 0);
  };

  it('stays submitted, and fails when the money comes back unclaimed after 30 days', async () => {
    await submitUnclaimed();
    for (const itemStatus of ['UNCLAIMED', 'HELD', 'ONHOLD', 'PENDING']) {
      paypal.settle(ID, { itemStatus });
      await askAgain();
      expect(await typesAfterApproval()).toEqual(['PayoutSubmitted', 'PayoutAccepted']);
    }
    paypal.settle(ID, { itemStatus: 'RETURNED' });
    clock.moveTo(START_MS + 31 * DAY_MS);
    await untilRecorded('PayoutFailed');
    expect(await dataOf('PayoutFailed')).toMatchObject({ reason: 'RETURNED' });
    expect(paypal.batches).toHaveLength(1);
  });

  it('is asked about, not sent, when the process starts again after the dedupe window', async () => {
    await submitUnclaimed();
    await stop();
    clock.moveTo(START_MS + 31 * DAY_MS);
    paypal.settle(ID, { itemStatus: 'SUCCESS' });
    await start();
    await untilRecorded('PayoutPaid');
    expect(await typesAfterApproval()).toEqual(['PayoutSubmitted', 'PayoutAccepted', 'PayoutPaid']);
    expect(paypal.count('send')).toBe(1);
    expect(paypal.batches).toHaveLength(1);
  });

  it.each([
    [{ itemStatus: 'BLOCKED' }, 'BLOCKED'],
    [
      { batchStatus: 'DENIED', itemStatus: 'FAILED', error: 'RECEIVER_ACCOUNT_INVALID' },
      'RECEIVER_ACCOUNT_INVALID',
    ],
    [{ batchStatus: 'DENIED' }, 'DENIED'],
  ])("fails with PayPal's word: %j", async (outcome, reason) => {
    await submitUnclaimed();
    paypal.settle(ID, outcome);
    clock.moveTo(START_MS + 1);
    await untilRecorded('PayoutFailed');
    expect(await dataOf('PayoutFailed')).toMatchObject({ reason });
  });

  it('is never settled by a state that nobody knows, which is reported', async () => {
    await submitUnclaimed();
    paypal.settle(ID, { itemStatus: 'LEVITATING' });
    clock.moveTo(START_MS + 1);
    await until(() => troubles.some((trouble) => trouble.includes('LEVITATING')));
    expect(await typesAfterApproval()).toEqual(['PayoutSubmitted', 'PayoutAccepted']);
    paypal.settle(ID, { itemStatus: 'SUCCESS' });
    await untilRecorded('PayoutPaid');
  });
});

describe('a payout that PayPal has paid', () => {
  it.each(['RETURNED', 'REFUNDED', 'REVERSED'])('comes back: %s', async (itemStatus) => {
    await start();
    await record(APPROVED);
    await untilRecorded('PayoutPaid');
    const payment = await dataOf('PayoutPaid');
    expect(payment).toMatchObject({
      providerReference: paypal.batches[0]?.id,
      returnableUntil: '2026-12-25T12:00:00.000Z',
    });
    paypal.settle(ID, { itemStatus });
    await start();
    await untilRecorded('PayoutReturned');
    expect((await typesAfterApproval()).slice(-2)).toEqual(['PayoutPaid', 'PayoutReturned']);
    expect(paypal.batches).toHaveLength(1);
  });

  it('is not asked about once it cannot come back', async () => {
    await record([...SUBMITTED, accepted(), paid('2026-12-25T12:00:00.000Z')]);
    clock.moveTo(START_MS + 31 * DAY_MS);
    await startAndPayAnother();
    expect([taken(), paypal.count('ask'), troubles]).toEqual([['payout-2'], 1, []]);
  });
});

describe('a payout whose answer is lost', () => {
  it('is paid once, and never fails, when the process starts again', async () => {
    paypal.fail('send', { do: 'cut' });
    await start();
    await record(APPROVED);
    await until(() => paypal.batches.length > 0);
    await stop();
    expect(await typesAfterApproval()).toEqual(['PayoutSubmitted']);

    paypal.heal();
    await start();
    await untilRecorded('PayoutPaid');
    expect(await typesAfterApproval()).toEqual(['PayoutSubmitted', 'PayoutAccepted', 'PayoutPaid']);
    expect(paypal.batches).toHaveLength(1);
    expect(paypal.sent.length).toBeGreaterThan(1);
    expect(new Set(paypal.sent.map((order) => JSON.stringify(order))).size).toBe(1);
  });

  it.each([
    ['cut off', { do: 'cut' }],
    ['busy', { do: 'answer', status: 429, headers: { 'Retry-After': '0' } }],
    ['broken', { do: 'answer', status: 503 }],
    ['without money', { do: 'answer', status: 422, body: { name: 'INSUFFICIENT_FUNDS' } }],
  ] as const)('is paid once by the same process where PayPal was %s', async (_, fault) => {
    paypal.fail('send', fault, 2);
    paypal.fail('ask', fault, 1);
    await start();
    await record(APPROVED);
    await untilRecorded('PayoutPaid');
    expect(paypal.batches).toHaveLength(1);
    expect(troubles).toHaveLength(3);
  });

  it('is left to an operator after 31 days, and never sent again', async () => {
    await record(SUBMITTED);
    clock.moveTo(START_MS + 31 * DAY_MS);
    await start();
    await until(() => troubles.length > 0);
    expect(troubles).toEqual([expect.stringContaining('too old to be sent again')]);
    expect(await typesAfterApproval()).toEqual(['PayoutSubmitted']);
    expect(paypal.calls).toEqual([]);
  });

  it("is left to an operator before PayPal's own window ends", async () => {
    await record(SUBMITTED);
    clock.moveTo(START_MS + 29 * DAY_MS);
    await start();
    await until(() => troubles.length > 0);
    expect(paypal.calls).toEqual([]);
  });
});

describe('a payout that PayPal would take no more', () => {
  it.each([
    ['has failed', [...SUBMITTED, accepted(), failed]],
    ['has come back', [...SUBMITTED, accepted(), paid(), returned]],
  ])('is left alone where it %s', async (_, history) => {
    await record(history);
    await startAndPayAnother();
    expect([taken(), paypal.count('ask'), troubles]).toEqual([['payout-2'], 1, []]);
  });

  it('fails where PayPal refuses the receiver', async () => {
    const details = [{ field: 'items[0].receiver', issue: 'Receiver is invalid' }];
    const body = { name: 'VALIDATION_ERROR', details };
    paypal.fail('send', { do: 'answer', status: 400, body });
    await start();
    await record(APPROVED);
    await untilRecorded('PayoutFailed');
    expect(await typesAfterApproval()).toEqual(['PayoutSubmitted', 'PayoutFailed']);
    expect(paypal.batches).toEqual([]);
  });
});

describe('several instances', () => {
  it('pay a payout once and record each step once', async () => {
    await start();
    const other = new PayoutProcess({
      store,
      handler: new CommandHandler({ streams: store, clock }),
      provider: new PayPalPayoutProvider(paypal.account, clock),
      clock,
      onTrouble: (error) => troubles.push(String(error)),
    });
    await other.start();
    await record(APPROVED);
    await untilRecorded('PayoutPaid');
    await other.stop();
    expect(await typesAfterApproval()).toEqual(['PayoutSubmitted', 'PayoutAccepted', 'PayoutPaid']);
    expect(paypal.batches).toHaveLength(1);
    expect(troubles).toEqual([]);
  });
});

describe('a service that is configured for PayPal', () => {
  it('pays there, and never logs its secrets', async () => {
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const { baseUrl, clientId, clientSecret } = paypal.account;
    const config = loadConfig({
      GIFTING_PAYOUT_PROVIDER: 'paypal',
      PAYPAL_BASE_URL: baseUrl.href,
      PAYPAL_CLIENT_ID: clientId,
      PAYPAL_CLIENT_SECRET: clientSecret,
    });
    const refusal = { error: 'invalid_client', error_description: `client:${clientSecret}` };
    paypal.fail('token', { do: 'answer', status: 401, body: refusal }, 1);
    paypal.fail('send', { do: 'cut' }, 1);
    const handler = new CommandHandler({ streams: store, clock });
    const runner = new PayoutProcessRunner(store, handler, clock, config);
    await runner.onModuleInit();
    await record(APPROVED);
    await untilRecorded('PayoutPaid');
    await runner.onApplicationShutdown();
    expect(paypal.credentials).toEqual(['client:hunter2']);
    expect(warned).toHaveBeenCalledTimes(2);
    const logged = inspect(warned.mock.calls, { depth: null, showHidden: true });
    for (const secret of [clientSecret, btoa('client:hunter2'), 'A21-1']) {
      expect(logged).not.toContain(secret);
    }
    warned.mockRestore();
  });
});
