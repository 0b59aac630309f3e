import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, NO_STREAM, sealEvents, type StoredEvent } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { type DomainEvent, type PayoutId, START } from '@gifting/kernel';
import { CommandHandler, ManualClock } from '@gifting/engine';
import type { PayoutEvent } from './domain/payout.events';
import { approved, cancelled, paid, requested, reserved, submitted } from './domain/payout.fixture';
import { PayoutProcess } from './payout-process';
import { OneByOne, ScriptedProvider } from './payout-process.fixture';
import type { PayoutProvider } from './payout-provider.port';
import { SandboxPayoutProvider } from './providers/sandbox-payout-provider';

const START_MS = Date.parse('2026-11-25T12:00:00.000Z');
const HOUR_MS = 60 * 60 * 1_000;
const TRACE = '0af7651916cd43dd8448eb211c80319c';

let dir: string;
let store: EventStore;
let clock: ManualClock;
let processes: PayoutProcess[];
let troubles: { readonly error: unknown; readonly stream: string }[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'payout-process-'));
  store = await openEmbeddedEventStore({ dir });
  clock = new ManualClock(START_MS);
  processes = [];
  troubles = [];
});

afterEach(async () => {
  await Promise.all(processes.map((running) => running.stop()));
  await store.close();
  await rm(dir, { recursive: true });
});

async function start(provider: PayoutProvider, on: EventStore = store): Promise<PayoutProcess> {
  const onTrouble = (error: unknown, stream: string) => troubles.push({ error, stream });
  const handler = new CommandHandler({ streams: on, clock });
  const running = new PayoutProcess({ store: on, handler, provider, clock, onTrouble });
  processes.push(running);
  await running.start();
  return running;
}

async function record(
  payoutId: string,
  events: readonly DomainEvent[],
  expectedRevision = NO_STREAM,
): Promise<void> {
  const stream = `payout-${payoutId}`;
  const metadata = { recordedAt: clock.now(), traceId: TRACE };
  const [result] = await store.append([
    sealEvents(
      stream,
      expectedRevision,
      events.map((event) => ({ event: withId(event, payoutId), metadata })),
    ),
  ]);
  expect(result?.outcome).toBe('appended');
}

/** The fixtures tell of one payout; here each stream has its own. */
const withId = (event: DomainEvent, payoutId: string): DomainEvent =>
  'payoutId' in event.data ? { ...event, data: { ...event.data, payoutId } } : event;

const approvedWith = (destinationToken: string): readonly PayoutEvent[] => [
  requested({ destinationToken }),
  reserved(),
  approved,
];

/** Resolves with the stream once it holds an event of the type. */
async function until(payoutId: string, type: string): Promise<readonly StoredEvent[]> {
  const stream = `payout-${payoutId}`;
  const found = new AbortController();
  const follow = { after: START, categories: ['payout'], signal: found.signal };
  for await (const { events } of store.follow(follow)) {
    if (events.some((event) => event.stream === stream && event.type === type)) found.abort();
  }
  return store.readStream(stream);
}

const typesOf = (events: readonly StoredEvent[]) => events.map(({ type }) => type);
const APPROVED = ['PayoutRequested', 'PayoutReserved', 'PayoutApproved'];

describe('an approved payout in the sandbox', () => {
  it.each([
    ['ok-12345678', ['PayoutSubmitted', 'PayoutPaid']],
    ['fail-12345678', ['PayoutSubmitted', 'PayoutFailed']],
    ['return-12345678', ['PayoutSubmitted', 'PayoutPaid', 'PayoutReturned']],
    ['unknown-12345678', ['PayoutSubmitted', 'PayoutPaid']],
  ])('comes to its end: %s', async (token, types) => {
    await start(new SandboxPayoutProvider(clock));
    await record('y1', approvedWith(token));
    const events = await until('y1', types.at(-1) ?? '');
    expect(typesOf(events)).toEqual([...APPROVED, ...types]);
  });

  it('stays submitted until the clock has moved 60 s: slow-12345678', async () => {
    await start(new SandboxPayoutProvider(clock));
    await record('y1', approvedWith('slow-12345678'));
    await until('y1', 'PayoutSubmitted');
    clock.moveTo(START_MS + 60_000);
    const events = await until('y1', 'PayoutPaid');
    expect(typesOf(events)).toEqual([...APPROVED, 'PayoutSubmitted', 'PayoutPaid']);
    expect(events.at(-1)?.metadata).toEqual({
      recordedAt: '2026-11-25T12:01:00.000Z',
      traceId: TRACE,
    });
  });

  it('comes to its end when it was approved while no process ran', async () => {
    await record('y1', approvedWith('ok-12345678'));
    await start(new SandboxPayoutProvider(clock));
    expect(typesOf(await until('y1', 'PayoutPaid'))).toHaveLength(5);
  });

  it('is returned when the process was started again in between', async () => {
    await record('y1', [
      ...approvedWith('return-12345678'),
      submitted(),
      paid('2026-12-25T12:00:00.000Z'),
    ]);
    await start(new SandboxPayoutProvider(clock));
    expect(typesOf(await until('y1', 'PayoutReturned'))).toHaveLength(6);
  });
});

describe('the provider', () => {
  it('hears of a payout only when the submission is durable, and what it is to pay', async () => {
    let recorded: readonly string[] = [];
    const provider: ScriptedProvider = new ScriptedProvider(
      (order) => (provider.has(order) ? { state: 'paid', reference: 'r' } : { state: 'unknown' }),
      async () => {
        recorded = typesOf(await store.readStream('payout-y1'));
      },
    );
    await start(provider);
    await record('y1', approvedWith('ok-12345678'));
    await until('y1', 'PayoutPaid');
    expect(recorded).toEqual([...APPROVED, 'PayoutSubmitted']);
    expect(provider.sent).toEqual([
      {
        payoutId: 'y1',
        method: 'paypal',
        destinationToken: 'ok-12345678',
        amount: { currency: 'USD', value: '2.08' },
        submittedAt: '2026-11-25T12:00:00.000Z',
        stage: 'submitted',
      },
    ]);
  });

  it('gets our id once more after a crash only where it does not know it', async () => {
    const known: ScriptedProvider = new ScriptedProvider(() => ({ state: 'paid', reference: 'r' }));
    await record('y1', [...approvedWith('ok-12345678'), submitted()]);
    await start(known);
    await until('y1', 'PayoutPaid');
    expect(known.sent).toEqual([]);
  });

  it('gets our id after a crash between the submission and the call', async () => {
    const provider: ScriptedProvider = new ScriptedProvider((order) =>
      provider.has(order) ? { state: 'paid', reference: 'r' } : { state: 'unknown' },
    );
    await record('y1', [...approvedWith('ok-12345678'), submitted()]);
    await start(provider);
    await until('y1', 'PayoutPaid');
    expect(provider.sent.map(({ payoutId }) => payoutId)).toEqual(['y1']);
  });

  it('is not flooded where what it got does not show yet', async () => {
    jest.useFakeTimers({ doNotFake: [...FAKE_NO_OTHERS] });
    const provider: ScriptedProvider = new ScriptedProvider(() =>
      provider.sent.length < 3 ? { state: 'unknown' } : { state: 'paid', reference: 'r' },
    );
    await start(provider);
    await record('y1', approvedWith('ok-12345678'));
    for (const sends of [1, 2, 3]) {
      await condition(() => provider.sent.length === sends);
      const { asked } = provider;
      await turns(100);
      expect(provider).toMatchObject({ asked, sent: { length: sends } });
      jest.advanceTimersByTime(5_000);
    }
    await until('y1', 'PayoutPaid');
    jest.useRealTimers();
  });

  it('never gets an id that it does not know and that is older than its dedupe window', async () => {
    const provider = new ScriptedProvider(() => ({ state: 'unknown' }));
    await record('y1', [...approvedWith('ok-12345678'), submitted()]);
    clock.moveTo(START_MS + HOUR_MS);
    await start(provider);
    await condition(() => troubles.length > 0);
    expect(troubles).toEqual([
      {
        stream: 'payout-y1',
        error: expect.objectContaining({
          message: expect.stringContaining('too old') as string,
        }) as Error,
      },
    ]);
    expect(provider.sent).toEqual([]);
  });

  it('is asked again and again until it answers', async () => {
    let tries = 0;
    const provider: ScriptedProvider = new ScriptedProvider(() => {
      tries += 1;
      if (tries < 3) throw new Error('cannot be reached');
      return tries < 5 ? { state: 'pending' } : { state: 'paid', reference: 'r' };
    });
    await start(provider);
    await record('y1', approvedWith('ok-12345678'));
    await until('y1', 'PayoutPaid');
    expect(tries).toBe(5);
    expect(troubles.map(({ error }) => String(error))).toEqual([
      'Error: cannot be reached',
      'Error: cannot be reached',
    ]);
  });

  it('hears nothing of payouts that have ended, or are cancelled in time', async () => {
    const provider = new ScriptedProvider(() => ({ state: 'paid', reference: 'r' }));
    await record('y1', [...approvedWith('ok-12345678'), submitted(), paid()]);
    await record('y2', [...approvedWith('ok-12345678'), cancelled]);
    await record('y3', [requested(), reserved()]);
    await start(provider);
    await record('y4', approvedWith('ok-12345678'));
    await until('y4', 'PayoutPaid');
    expect(provider.asked).toBe(1);
    expect(provider.sent).toEqual([]);
  });

  it('hears nothing of what was long over, however slowly the past is read', async () => {
    const provider = new ScriptedProvider(() => ({ state: 'unknown' }));
    for (const id of ['y1', 'y2', 'y3']) {
      await record(id, [...approvedWith('ok-12345678'), submitted(), paid()]);
    }
    await record('y4', [...approvedWith('ok-12345678'), cancelled]);
    await start(provider, new OneByOne(store));
    await record('y5', approvedWith('ok-12345678'));
    await until('y5', 'PayoutSubmitted');
    await condition(() => provider.sent.length > 0);
    expect(new Set(provider.sent.map(({ payoutId }) => payoutId))).toEqual(new Set(['y5']));
    expect(troubles).toEqual([]);
  });

  it('is asked at once when the clock moves, however long it is to be left alone', async () => {
    const provider: ScriptedProvider = new ScriptedProvider(
      () => (clock.nowMs() > START_MS ? { state: 'paid', reference: 'r' } : { state: 'pending' }),
      undefined,
      HOUR_MS,
    );
    await start(provider);
    await record('y1', approvedWith('ok-12345678'));
    await condition(() => provider.asked > 0);
    clock.moveTo(START_MS + 1);
    await until('y1', 'PayoutPaid');
  });
});

describe('several instances', () => {
  it('record each step once, whoever is faster', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `y${index}`);
    const provider: ScriptedProvider = new ScriptedProvider((order) =>
      provider.has(order) ? { state: 'paid', reference: 'r' } : { state: 'unknown' },
    );
    await Promise.all([start(provider), start(provider), start(provider)]);
    await Promise.all(ids.map((id) => record(id, approvedWith('ok-12345678'))));
    for (const id of ids) {
      const events = await until(id, 'PayoutPaid');
      expect(typesOf(events)).toEqual([...APPROVED, 'PayoutSubmitted', 'PayoutPaid']);
    }
    expect(new Set(provider.sent.map(({ payoutId }) => payoutId)).size).toBe(40);
  });

  it('submit or cancel a payout, never both', async () => {
    const provider: ScriptedProvider = new ScriptedProvider((order) =>
      provider.has(order) ? { state: 'paid', reference: 'r' } : { state: 'unknown' },
    );
    await Promise.all([start(provider), start(provider)]);
    for (let round = 0; round < 20; round += 1) {
      const id = `y${round}`;
      await record(id, approvedWith('ok-12345678'));
      const cancelling = sealEvents(`payout-${id}`, 2, [
        { event: withId(cancelled, id), metadata: { recordedAt: clock.now() } },
      ]);
      const [result] = await store.append([cancelling]);
      const end = result?.outcome === 'appended' ? 'PayoutCancelled' : 'PayoutPaid';
      const events = typesOf(await until(id, end));
      expect(events.includes('PayoutCancelled')).toBe(!events.includes('PayoutSubmitted'));
      const isSent = provider.sent.some(({ payoutId }) => payoutId === (id as PayoutId));
      expect(isSent).toBe(end === 'PayoutPaid');
    }
  });
});

describe('a stream that cannot be', () => {
  it('does not hold up other payouts', async () => {
    await start(new SandboxPayoutProvider(clock));
    await record('y1', [requested(), { type: 'PayoutLost', schemaVersion: 1, data: {} }]);
    await record('y2', approvedWith('ok-12345678'));
    await until('y2', 'PayoutPaid');
    expect(troubles.map(({ stream }) => stream)).toEqual(['payout-y1']);
  });
});

/** Of all timers only those that the process sets are the spec's to move. */
const FAKE_NO_OTHERS = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
] as const;

/** Gives everything that can go on without time passing the chance to. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Turns the event loop until a condition holds. */
async function condition(holds: () => boolean): Promise<void> {
  const endMs = performance.now() + 4_000;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error('the condition never held');
    await turns(1);
  }
}

it('starts from an empty store', async () => {
  expect(await store.head()).toBe(START);
  await start(new SandboxPayoutProvider(clock));
  await record('y1', approvedWith('ok-12345678'));
  expect(typesOf(await until('y1', 'PayoutPaid'))).toHaveLength(5);
});
