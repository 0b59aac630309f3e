import { START } from '@gifting/kernel';
import { FaultDisk } from '@gifting/testing';
import { appended, appendOf, numbered, range } from '../contract/events.contract';
import {
  type Append,
  type EventStore,
  NO_STREAM,
  type StoredEvent,
  StoreFailed,
  StoreOverloaded,
  UnknownOutcome,
} from '../event-store.port';
import { StoreFolders } from './store-in-folder.contract';

const at = (recordedAt: string, stream: string): Append =>
  appendOf(stream, NO_STREAM, [{ number: 1 }], { recordedAt });

describe('what is written to the embedded store', () => {
  const folders = new StoreFolders();
  let disk: FaultDisk;
  let dir: string;
  let store: EventStore;

  beforeEach(async () => {
    disk = new FaultDisk();
    dir = await folders.create();
    store = await folders.open({ dir, disk });
  });
  afterEach(() => folders.clear());

  it('begins at the start, and its head is the position of the last event', async () => {
    expect(await store.head()).toBe(START);
    for (const number of range(0, 3)) {
      const [position] = await appended(store, numbered(`a-${number}`, NO_STREAM, [1, 2]));
      expect(await store.head()).toBe(position);
    }
  });

  it('has times that never fall in the whole log', async () => {
    await appended(store, at('2026-03-01T12:00:00.500Z', 'a-1'));
    await appended(store, at('2026-03-01T12:00:00.500Z', 'a-2'));

    const falling = at('2026-03-01T12:00:00.499Z', 'a-3');
    await expect(store.append([falling])).rejects.toThrow('the time falls');
    const within = appendOf('a-4', NO_STREAM, [{}], { recordedAt: '2026-03-01T12:00:01.000Z' });
    const back = at('2026-03-01T12:00:00.999Z', 'a-5');
    await expect(store.append([within, back])).rejects.toThrow('the time falls');
    expect(await store.readStream('a-3')).toEqual([]);
    // What stands before the fault in its call is kept like any other.
    expect(await store.readStream('a-4')).toHaveLength(1);

    await store.close();
    store = await folders.open({ dir, disk });
    await expect(store.append([falling])).rejects.toThrow('the time falls');
    // A repeat brings the time that it had.
    await appended(store, at('2026-03-01T12:00:00.500Z', 'a-1'));
  });

  it('is refused when it was not sealed for its place', async () => {
    const append = numbered('a-1', NO_STREAM, [1, 2]);
    const empty = { ...append, events: [] };
    const gap = { ...append, events: append.events.slice(1) };

    await expect(store.append([empty])).rejects.toThrow('has no events');
    await expect(store.append([gap])).rejects.toThrow('does not follow');
    expect(await store.readStream('a-1')).toEqual([]);
  });

  it('is refused while too much of it waits, and nothing of that is recorded', async () => {
    await store.close();
    store = await folders.open({ dir, disk, queueLimit: { events: 5, bytes: 1_000_000 } });
    const queued = store.append(
      range(0, 5).map((number) => numbered(`a-${number}`, NO_STREAM, [1])),
    );

    const refused = store.append([numbered('b-1', NO_STREAM, [1])]);

    await expect(refused).rejects.toThrow(StoreOverloaded);
    expect(await queued).toHaveLength(5);
    expect(await store.readStream('b-1')).toEqual([]);
    await appended(store, numbered('b-1', NO_STREAM, [1]));
  });

  it('is refused while too many bytes wait', async () => {
    await store.close();
    store = await folders.open({ dir, disk, queueLimit: { events: 1_000, bytes: 2_000 } });
    const queued = store.append([appendOf('a-1', NO_STREAM, [{ text: 'x'.repeat(2_000) }])]);

    await expect(store.append([numbered('b-1', NO_STREAM, [1])])).rejects.toThrow(StoreOverloaded);
    await queued;
    await appended(store, numbered('b-1', NO_STREAM, [1]));
  });

  it('is all there when the store was closed at once', async () => {
    const writing = range(0, 50).map((number) =>
      store.append([numbered(`a-${number}`, NO_STREAM, [1])]),
    );
    await store.close();

    expect((await Promise.all(writing)).flat()).toHaveLength(50);
    await expect(store.append([numbered('b-1', NO_STREAM, [1])])).rejects.toThrow('closed');
    store = await folders.open({ dir, disk });
    for (const number of range(0, 50)) {
      expect(await store.readStream(`a-${number}`)).toHaveLength(1);
    }
  });

  describe('when the disk refuses it', () => {
    it.each(['write', 'sync'] as const)(
      'at a %s is shown to nobody, and is the last',
      async (kind) => {
        const [position] = await appended(store, numbered('a-1', NO_STREAM, [1]));
        const seen: StoredEvent[] = [];
        const end = new AbortController();
        const following = (async () => {
          const follow = { after: START, signal: end.signal };
          for await (const { events } of store.follow(follow)) seen.push(...events);
        })();
        disk.onStep = (step) => (step.kind === kind ? 'refuse' : undefined);

        const outcomes = await Promise.allSettled([
          store.append([numbered('a-1', 0, [2])]),
          // Neither a refusal nor a repeat may tell of an event that was lost.
          store.append([numbered('a-1', 0, [3])]),
          store.append([numbered('a-1', 0, [2])]),
        ]);
        disk.onStep = () => undefined;

        for (const outcome of outcomes) {
          expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(UnknownOutcome);
        }
        expect((await store.failed).message).toContain('EIO');
        await expect(store.append([numbered('b-1', NO_STREAM, [1])])).rejects.toThrow(StoreFailed);
        await expect(store.append([])).rejects.toThrow(StoreFailed);
        expect(await store.readStream('a-1')).toHaveLength(1);
        expect(await store.readStream('a-1', { backwards: true })).toHaveLength(1);
        expect((await store.readAll({ from: START })).events).toHaveLength(1);
        expect(await store.head()).toBe(position);
        end.abort();
        await following;
        expect(seen).toHaveLength(1);
      },
    );

    it('a new file among it, is refused like the rest', async () => {
      await store.close();
      store = await folders.open({ dir, disk, segmentBytes: 100 });
      await appended(store, numbered('a-1', NO_STREAM, [1]));
      disk.onStep = ({ kind }) => (kind === 'sync-folder' ? 'refuse' : undefined);

      await expect(store.append([numbered('a-1', 0, [2])])).rejects.toThrow(UnknownOutcome);
      await expect(store.append([numbered('a-1', 0, [2])])).rejects.toThrow(StoreFailed);
    });
  });
});
