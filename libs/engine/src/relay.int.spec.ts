import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bus, type OutgoingMessage, type Subscription } from '@gifting/bus';
import type { ServiceName } from '@gifting/contracts';
import { type EventStore, NO_STREAM, sealEvents, type StoredEvent } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import type { Position } from '@gifting/kernel';
import { SystemClock } from './clock';
import { toFeed } from './outgoing';
import { Relay } from './relay';

const STORE_NAME = 'store.1';

/** A bus whose acknowledgements the test gives, one call of publish after the other. */
class SlowBus extends Bus {
  override readonly staysInProcess = false;
  readonly published: OutgoingMessage[][] = [];
  readonly #answers: { resolve(): void; reject(error: Error): void }[] = [];

  constructor(override readonly maxInFlight: number) {
    super();
  }

  override publish(messages: readonly OutgoingMessage[]): Promise<void> {
    this.published.push([...messages]);
    return new Promise((resolve, reject) => this.#answers.push({ resolve, reject }));
  }

  acknowledge(call: number): void {
    this.#answers[call]?.resolve();
  }

  refuse(call: number): void {
    this.#answers[call]?.reject(new Error('the broker went away'));
  }

  get keys(): string[] {
    return this.published.flat().map(({ key }) => key);
  }

  override ensureTopics = () => Promise.resolve();
  override isHeard = () => true;
  override subscribe = (): Promise<Subscription> => Promise.reject(new Error('nobody listens'));
  override deadLetter = () => Promise.resolve();
  override close = () => Promise.resolve();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('Relay', () => {
  let dir: string;
  let store: EventStore;
  const clock = new SystemClock();
  let names = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'relay-'));
    store = await openEmbeddedEventStore({ dir });
  });
  afterAll(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  /** A category of its own for each test, and a relay that publishes all of it. */
  function setUp(maxInFlight: number, service: ServiceName = 'gift') {
    names += 1;
    const category = `thing${names}`;
    const troubles: unknown[] = [];
    const relayOn = (bus: Bus) =>
      new Relay({
        service,
        categories: [category],
        outgoing: ({ stream, type }: StoredEvent) =>
          type === 'Silent'
            ? []
            : [
                toFeed('wallet', `wallet-${stream}`, 'GiftRequested', {
                  coins: '1' as never,
                  giftTxId: stream as never,
                  validUntil: '',
                  viewerId: 'ana' as never,
                }),
              ],
        streams: store,
        storeName: STORE_NAME,
        bus,
        clock,
        onTrouble: (error) => troubles.push(error),
      });
    const append = async (name: string, type = 'Loud'): Promise<Position> => {
      const event = { type, schemaVersion: 1, data: {} };
      const [result] = await store.append([
        sealEvents(`${category}-${name}`, NO_STREAM, [
          { event, metadata: { recordedAt: clock.now() } },
        ]),
      ]);
      if (result?.outcome !== 'appended') throw new Error('not appended');
      return result.position;
    };
    const bus = new SlowBus(maxInFlight);
    return { append, bus, category, relay: relayOn(bus), relayOn, troubles };
  }

  it('publishes what outgoing.ts makes of each event, with its place in the store', async () => {
    const { append, bus, category, relay } = setUp(1);
    const position = await append('a');
    await relay.start();
    await until(() => bus.published.length === 1);
    const [message] = bus.published[0] ?? [];
    expect(message).toMatchObject({
      topic: 'gifting.wallet-feed.v1',
      key: `wallet-${category}-a`,
      event: {
        source: '/gifting/gift',
        type: 'GiftRequested',
        data: { coins: '1', viewerId: 'ana' },
        extensions: {
          position,
          revision: '0',
          schemaversion: '1',
          store: STORE_NAME,
          stream: `${category}-a`,
        },
      },
    });
    bus.acknowledge(0);
    await relay.reached(position);
    await relay.stop();
  });

  it('keeps one call in flight where the bus takes no more, and nothing overtakes a failure', async () => {
    const { append, bus, category, relay, troubles } = setUp(1);
    await relay.start();
    await append('a');
    await until(() => bus.published.length === 1);
    const last = await append('b');
    bus.refuse(0);
    await until(() => bus.published.length === 2);
    expect(troubles).toEqual([new Error('the broker went away')]);
    expect(bus.keys).toEqual([`wallet-${category}-a`, `wallet-${category}-a`]);
    bus.acknowledge(1);
    await until(() => bus.published.length === 3);
    bus.acknowledge(2);
    await relay.reached(last);
    expect(bus.keys.at(-1)).toBe(`wallet-${category}-b`);
    await relay.stop();
  });

  it('goes on behind what was acknowledged, and publishes the rest again', async () => {
    const { append, bus, category, relay, relayOn } = setUp(8);
    await relay.start();
    const first = await append('a');
    await until(() => bus.published.length === 1);
    await append('b');
    await until(() => bus.published.length === 2);
    await append('c');
    await until(() => bus.published.length === 3);
    bus.acknowledge(0);
    // The third is done but the second is not: the checkpoint must stay before the second.
    bus.acknowledge(2);
    await relay.reached(first);
    await relay.stop();

    const next = new SlowBus(8);
    const relayAgain = relayOn(next);
    await relayAgain.start();
    await until(() => next.keys.length === 2);
    expect(next.keys).toEqual([`wallet-${category}-b`, `wallet-${category}-c`]);
    next.published.forEach((_, call) => next.acknowledge(call));
    await relayAgain.stop();
  });

  it('moves its checkpoint over events that nobody is to hear of', async () => {
    const { append, bus, relay } = setUp(1);
    await relay.start();
    const position = await append('a', 'Silent');
    await relay.reached(position);
    expect(bus.published).toEqual([]);
    await relay.stop();
    const [checkpoint] = await store.readStream('relay-gift', { backwards: true, limit: 1 });
    expect(BigInt(String(checkpoint?.data.position)) >= BigInt(position)).toBe(true);
    expect(checkpoint?.data.store).toBe(STORE_NAME);
  });

  it('remembers how far it is when it has passed many events of others', async () => {
    const { relay } = setUp(1, 'payout');
    jest.spyOn(store, 'follow').mockImplementationOnce(async function* ({ signal }) {
      for (let batch = 1; batch <= 300; batch += 1) {
        yield { events: [], scannedTo: String(batch) as Position };
      }
      await once(signal, 'abort');
    });
    await relay.start();
    const checkpoints = () => store.readStream('relay-payout');
    while ((await checkpoints()).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await checkpoints())[0]?.data).toEqual({ position: '300', store: STORE_NAME });
    await relay.stop();
  });
});
