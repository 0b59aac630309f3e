import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import { comparePositions, START } from '@gifting/kernel';
import {
  describeSkipped,
  executable,
  type RestartableEventStoreDb,
  startEventStoreDb,
  TcpProxy,
} from '@gifting/testing';
import {
  type Append,
  type EventStore,
  NO_STREAM,
  StoreCorrupted,
  type StoredEvent,
  StoreOverloaded,
  UnknownOutcome,
} from '../event-store.port';
import { sealEvents } from '../seal';
import { AppendTooLarge } from './append-answer';
import { connectEventStoreDb } from './client-calls';
import { openEventStoreDb, type OpenEventStoreDb } from './open-eventstoredb';
import { justBehind } from './position-codec';

const SUITE = 'EventStoreDB when something goes wrong';
const PATIENCE_MS = 300_000;

if (executable('eventstored') === undefined) {
  describeSkipped(SUITE, 'no eventstored on the PATH that it could kill');
} else {
  describe(SUITE, () => {
    let server: RestartableEventStoreDb;
    const opened: { close(): Promise<void> }[] = [];
    const troubles: unknown[] = [];

    beforeAll(async () => {
      server = await startEventStoreDb();
    }, PATIENCE_MS);

    afterAll(() => server.stop(), PATIENCE_MS);

    afterEach(async () => {
      while (opened.length > 0) await opened.pop()?.close();
      troubles.length = 0;
    }, PATIENCE_MS);

    async function openStore(
      limits: OpenEventStoreDb['limits'] = {},
      port = server.port,
    ): Promise<EventStore> {
      const store = await openEventStoreDb({
        url: `esdb://127.0.0.1:${port}?tls=false`,
        onTrouble: (error) => troubles.push(error),
        limits,
      });
      opened.push(store);
      return store;
    }

    async function openProxy(): Promise<TcpProxy> {
      const proxy = await TcpProxy.to(server.port);
      opened.push({ close: () => proxy.stop() });
      return proxy;
    }

    it(
      'loses and doubles nothing when the server is killed under load',
      async () => {
        // A busy machine takes its time to start a server.
        const store = await openStore({ retryAppendsForMs: PATIENCE_MS });
        const category = newCategory();
        const follower = collect(store, category);
        const work = new AbortController();
        const writers = range(256).map((number) =>
          write(store, `${category}-${number}`, work.signal),
        );

        for (const round of range(2)) {
          await follower.until((events) => events.length > 1_000 * (round + 1));
          await server.kill();
          await server.start();
        }
        const before = follower.events.length;
        await follower.until((events) => events.length > before + 1_000);
        work.abort();
        const written = (await Promise.all(writers)).flat();
        await follower.until((events) => events.length >= written.length);

        // Every acknowledged event stands where the answer said, once, and nothing else does.
        for (const stream of new Set(written.map((event) => event.stream))) {
          expect((await readAll(store, stream)).map(placeOf)).toEqual(
            written.filter((event) => event.stream === stream).map(placeOf),
          );
        }
        // The follower was cut off twice and has them all, in order, each once.
        expect(follower.events.map(placeOf)).toEqual(
          written.toSorted((a, b) => comparePositions(a.position, b.position)).map(placeOf),
        );
        expect(troubles.length).toBeGreaterThan(0);
        await follower.stop();
      },
      PATIENCE_MS,
    );

    it(
      'settles an append whose answer was lost by sending it again',
      async () => {
        const proxy = await openProxy();
        const store = await openStore({ answerTimeoutMs: 300 }, proxy.port);
        const direct = await openStore();
        const first = numbered(newStream(), NO_STREAM, [1]);
        await store.append([first]);
        const next = numbered(first.stream, 0, [2, 3]);

        proxy.swallowAnswers();
        const [result] = await store.append([next]);

        const events = await direct.readStream(first.stream);
        expect(events.map((event) => event.id)).toEqual(idsOf(first, next));
        expect(result).toEqual({ outcome: 'appended', position: events[2]?.position });
        expect(troubles).toEqual([expect.objectContaining({ code: 14 })]);
      },
      PATIENCE_MS,
    );

    it(
      'takes up a subscription again whose connection has gone silent',
      async () => {
        const proxy = await openProxy();
        const store = await openStore({}, proxy.port);
        const direct = await openStore();
        const category = newCategory();
        const before = numbered(newStream(category), NO_STREAM, [1]);
        const after = numbered(newStream(category), NO_STREAM, [2]);
        const follower = collect(store, category);
        await direct.append([before]);
        await follower.until((events) => events.length > 0);

        proxy.swallowAnswers();
        await direct.append([after]);
        // The client notices within 20 s, by its keepalive.
        await follower.until((events) => events.length > 1);

        expect(follower.events.map((event) => event.id)).toEqual(idsOf(before, after));
        await follower.stop();
      },
      PATIENCE_MS,
    );

    it(
      'says that an outcome is unknown when no answer ever comes, and settles it later',
      async () => {
        const proxy = await openProxy();
        const limits = { answerTimeoutMs: 200, retryAppendsForMs: 1_000 };
        const store = await openStore(limits, proxy.port);
        const append = numbered(newStream(), NO_STREAM, [1]);

        proxy.swallowAllAnswers(true);
        await expect(store.append([append])).rejects.toThrow(UnknownOutcome);
        proxy.swallowAllAnswers(false);
        proxy.cut();
        const [result] = await store.append([append]);

        const events = await (await openStore()).readStream(append.stream);
        expect(events.map((event) => event.id)).toEqual(idsOf(append));
        expect(result).toEqual({ outcome: 'appended', position: events[0]?.position });
      },
      PATIENCE_MS,
    );

    it(
      'refuses appends while too many events wait, and none of them is stored',
      async () => {
        const proxy = await openProxy();
        const store = await openStore({ waitingEvents: 2, answerTimeoutMs: 500 }, proxy.port);
        const [accepted, refused] = [
          numbered(newStream(), NO_STREAM, [1, 2]),
          numbered(newStream(), NO_STREAM, [3]),
        ];
        // The connection for appends is open before its answers are kept back.
        await store.append([numbered(newStream(), NO_STREAM, [0])]);
        proxy.swallowAnswers();

        const waiting = store.append([accepted]);
        await expect(store.append([refused])).rejects.toThrow(StoreOverloaded);

        expect(await waiting).toEqual([{ outcome: 'appended', position: expect.any(String) }]);
        expect(await store.readStream(refused.stream)).toEqual([]);
        const [later] = await store.append([refused]);
        expect(later).toEqual({ outcome: 'appended', position: expect.any(String) });
      },
      PATIENCE_MS,
    );

    it.each([
      ['the server', 1_100_000],
      ['any server', 17_000_000],
    ])('names an append that is too large for %s and goes on', async (_, length) => {
      const store = await openStore();
      const text = 'x'.repeat(length);
      const large = sealEvents(newStream(), NO_STREAM, [eventOf({ text })]);
      const small = numbered(newStream(), NO_STREAM, [1]);

      await expect(store.append([large])).rejects.toThrow(AppendTooLarge);

      expect(await store.readStream(large.stream)).toEqual([]);
      expect(await store.append([small])).toEqual([
        { outcome: 'appended', position: expect.any(String) },
      ]);
      expect(troubles).toEqual([]);
    });

    it('takes no events whose revisions do not follow', async () => {
      const store = await openStore();
      const { stream, events } = numbered(newStream(), NO_STREAM, [1, 2]);

      await expect(store.append([{ stream, expectedRevision: 0, events }])).rejects.toThrow(stream);
      await expect(
        store.append([{ stream, expectedRevision: NO_STREAM, events: [] }]),
      ).rejects.toThrow(stream);

      expect(await store.readStream(stream)).toEqual([]);
    });

    it('finds an event that is not what its id commits to', async () => {
      const store = await openStore();
      const category = newCategory();
      const stream = newStream(category);
      const after = await store.head();
      await asStranger(server.port, (client) =>
        client.appendToStream(stream, jsonEvent({ type: 'Forged', data: { coins: '1000000' } })),
      );

      await expect(store.readStream(stream)).rejects.toThrow(StoreCorrupted);
      await expect(store.readAll({ from: after, categories: [category] })).rejects.toThrow(
        StoreCorrupted,
      );
      await expect(collect(store, category, after).ended).rejects.toThrow(StoreCorrupted);
    });

    it('sees neither notes nor what the server writes for itself', async () => {
      const store = await openStore();
      const after = await store.head();
      await asStranger(server.port, async (client) => {
        await client.appendToStream(
          `note-${randomUUID()}`,
          jsonEvent({ type: 'NotePut', data: {} }),
        );
        await client.setStreamMetadata(newStream(), { maxCount: 1 });
      });
      expect(await store.head()).toBe(after);

      const append = numbered(newStream(), NO_STREAM, [1]);
      const [result] = await store.append([append]);

      const page = await store.readAll({ from: justBehind(after) });
      expect(page.events.map((event) => event.id)).toEqual(idsOf(append));
      const follower = collect(store, undefined, after);
      await follower.until((events) => events.length > 0);
      expect(follower.events.map((event) => event.id)).toEqual(idsOf(append));
      expect(result).toEqual({ outcome: 'appended', position: await store.head() });
      await follower.stop();
    });

    it('begins at any position, also one that was made up', async () => {
      const store = await openStore();
      const category = newCategory();
      const append = numbered(newStream(category), NO_STREAM, [1, 2, 3]);
      await store.append([append]);
      const [first, second] = await store.readStream(append.stream);
      const between = String(BigInt(second?.position ?? 0) - 20n) as StoredEvent['position'];
      expect(comparePositions(between, first?.position ?? START)).toBeGreaterThan(0);

      const page = await store.readAll({ from: between, categories: [category] });
      const follower = collect(store, category, between);
      await follower.until((events) => events.length >= 2);

      expect(page.events.map((event) => event.id)).toEqual(idsOf(append).slice(1));
      expect(follower.events.map((event) => event.id)).toEqual(idsOf(append).slice(1));
      await follower.stop();
    });

    it('gives up what has no answer when it is closed', async () => {
      const proxy = await openProxy();
      const store = await openStore({ answerTimeoutMs: 300 }, proxy.port);
      proxy.swallowAllAnswers(true);
      const open = store.append([numbered(newStream(), NO_STREAM, [1])]);

      const closed = store.close();

      await expect(open).rejects.toThrow(UnknownOutcome);
      await closed;
      await expect(store.append([])).rejects.toThrow('closed');
    });
  });
}

const RECORDED_AT = '2026-03-01T12:00:00.000Z';

const range = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
const newCategory = (): string => `test${randomUUID().replaceAll('-', '')}`;
const newStream = (category = newCategory()): string => `${category}-${randomUUID()}`;

const eventOf = (data: { readonly [member: string]: number | string }) => ({
  event: { type: 'Counted', schemaVersion: 1, data },
  metadata: { recordedAt: RECORDED_AT },
});

const numbered = (stream: string, expectedRevision: number, numbers: readonly number[]): Append =>
  sealEvents(
    stream,
    expectedRevision,
    numbers.map((number) => eventOf({ number })),
  );

const idsOf = (...appends: readonly Append[]): readonly string[] =>
  appends.flatMap(({ events }) => events.map((event) => event.id));

interface Place {
  readonly stream: string;
  readonly id: string;
  readonly position: StoredEvent['position'];
}

const placeOf = ({ stream, id, position }: Place): Place => ({ stream, id, position });

/** Appends one event behind the other and answers with what was acknowledged. */
async function write(store: EventStore, stream: string, signal: AbortSignal) {
  const written: Place[] = [];
  for (let revision = NO_STREAM; !signal.aborted; revision += 1) {
    // Large enough to fill the buffers of the connection.
    const append = sealEvents(stream, revision, [eventOf({ text: 'x'.repeat(2_000) })]);
    const [result] = await store.append([append]);
    if (result?.outcome !== 'appended') throw new Error(`${stream}: ${JSON.stringify(result)}`);
    written.push({ stream, id: idsOf(append)[0] ?? '', position: result.position });
  }
  return written;
}

async function readAll(store: EventStore, stream: string): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.readStream(stream, { from: events.length });
    if (page.length === 0) return events;
    events.push(...page);
  }
}

/** Follows a category, or all, from a position on and keeps what comes. */
function collect(store: EventStore, category: string | undefined, after = START) {
  const events: StoredEvent[] = [];
  const end = new AbortController();
  let onBatch: () => void = () => undefined;
  const ended = (async () => {
    const categories = category === undefined ? {} : { categories: [category] };
    const follow = { after, ...categories, signal: end.signal };
    for await (const batch of store.follow(follow)) {
      events.push(...batch.events);
      onBatch();
    }
  })();
  return {
    events,
    ended,
    until: (enough: (events: readonly StoredEvent[]) => boolean) =>
      new Promise<void>((resolve, reject) => {
        ended.catch(reject);
        onBatch = () => enough(events) && resolve();
        onBatch();
      }),
    stop: () => {
      end.abort();
      return ended;
    },
  };
}

/** Writes with a client that knows nothing of our events. */
async function asStranger(
  port: number,
  write: (client: ReturnType<typeof connectEventStoreDb>) => Promise<unknown>,
): Promise<void> {
  const client = connectEventStoreDb(`esdb://127.0.0.1:${port}?tls=false`);
  await write(client);
  await client.dispose();
}
