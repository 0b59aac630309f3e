import type { Admin, ConsumerRunConfig, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { MAX_BATCH_DELIVERIES } from '../bus.port';
import { Gate, Listener, range } from '../contract/test-bed.contract';
import { KafkaSubscription } from './kafka-subscription';

const silent = { log: () => {}, error: () => {}, warn: () => {} };

/** Takes a subscription up to the point where kafkajs hands over what it fetched. */
async function eachBatchOf(listener: Listener) {
  let run: ConsumerRunConfig | undefined;
  const consumer = {
    events: {},
    on: () => undefined,
    connect: () => Promise.resolve(),
    subscribe: () => Promise.resolve(),
    run: async (config: ConsumerRunConfig) => void (run = config),
  };
  const kafka = { consumer: () => consumer } as unknown as Kafka;
  const admin = { fetchTopicOffsets: () => Promise.resolve([]) } as unknown as Admin;
  const { handle, onTrouble } = listener;
  const subscribe = { topic: 'feed', group: 'group', handle, onTrouble };
  await new KafkaSubscription({ kafka, admin, logger: silent }, subscribe, 1).start();
  return (payload: EachBatchPayload) => run?.eachBatch?.(payload) ?? Promise.reject(new Error());
}

function fetched(count: number) {
  const messages = range(0, count).map((n): KafkaMessage => ({
    key: Buffer.from('k'),
    value: Buffer.from(`{"n":${n}}`),
    headers: { ce_specversion: '1.0', ce_id: String(n), ce_source: '/s', ce_type: 'T' },
    offset: String(n),
    timestamp: '0',
    attributes: 0,
  }));
  const state = { running: true, resolved: [] as string[], heartbeats: 0, paused: 0 };
  const payload = {
    batch: { topic: 'feed', partition: 0, messages, lastOffset: () => String(count - 1) },
    isRunning: () => state.running,
    isStale: () => false,
    resolveOffset: (offset: string) => state.resolved.push(offset),
    heartbeat: () => {
      state.heartbeats += 1;
      return Promise.reject(new Error('REBALANCE_IN_PROGRESS'));
    },
    pause: () => {
      state.paused += 1;
      return () => undefined;
    },
  } as unknown as EachBatchPayload;
  return { payload, state };
}

describe('KafkaSubscription', () => {
  afterEach(() => jest.useRealTimers());

  it('sends heartbeats as long as a handler takes, and only then', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const gate = new Gate();
    const take = await eachBatchOf(new Listener(() => gate.passed));
    const { payload, state } = fetched(1);

    const taken = take(payload);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(state.heartbeats).toBe(3);
    gate.open();
    await taken;
    await jest.advanceTimersByTimeAsync(60_000);

    expect(state.heartbeats).toBe(3);
    expect(state.resolved).toEqual(['0']);
  });

  it('resolves a batch after it was handled, not before', async () => {
    const gate = new Gate();
    const take = await eachBatchOf(new Listener(() => gate.passed));
    const { payload, state } = fetched(2);

    const taken = take(payload);
    expect(state.resolved).toEqual([]);
    gate.open();
    await taken;

    expect(state.resolved).toEqual(['1']);
  });

  it('resolves nothing of what was rejected, and nothing behind it', async () => {
    const listener = new Listener(({ deliveries }) =>
      deliveries[0]?.offset === '0' ? undefined : Promise.reject(new TypeError('broken')),
    );
    const take = await eachBatchOf(listener);
    const { payload, state } = fetched(2 * MAX_BATCH_DELIVERIES + 5);

    await take(payload);

    expect(listener.batches.map(({ deliveries }) => deliveries.length)).toEqual([1_000, 1_000]);
    expect(state).toMatchObject({ resolved: ['999'], paused: 1 });
    expect(listener.troubled).toHaveLength(1);
  });

  it('takes no further batch once kafkajs stops', async () => {
    const { payload, state } = fetched(MAX_BATCH_DELIVERIES + 1);
    const listener = new Listener(() => void (state.running = false));
    const take = await eachBatchOf(listener);

    await take(payload);

    expect(listener.batches).toHaveLength(1);
    expect(state.resolved).toEqual(['999']);
  });
});
