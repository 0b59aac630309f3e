import { type Position, START } from '@gifting/kernel';
import { FaultDisk } from '@gifting/testing';
import {
  appended,
  appendOf,
  expectEvents,
  followUntil,
  numbered,
  range,
  readEverything,
} from '../contract/events.contract';
import { type EventStore, NO_STREAM, StoreCorrupted, type StoredEvent } from '../event-store.port';
import { StoreFolders } from './store-in-folder.contract';

describe('what is read from the embedded store', () => {
  const folders = new StoreFolders();
  let disk: FaultDisk;
  let dir: string;
  let store: EventStore;

  beforeEach(async () => {
    disk = new FaultDisk();
    dir = await folders.create();
    store = await folders.open({ dir, disk, segmentBytes: 50_000 });
  });
  afterEach(() => folders.clear());

  /** By default nothing is in memory then: everything comes from the disk. */
  async function reopen(recalledBytes = 0): Promise<void> {
    await store.close();
    store = await folders.open({ dir, disk, segmentBytes: 50_000, recalledBytes });
  }

  async function take(after: Position, wanted: number): Promise<readonly StoredEvent[]> {
    return (await followUntil(store, { after }, (events) => events.length >= wanted)).events;
  }

  it('is nothing where nothing was written', async () => {
    expect(await store.readAll({ from: START })).toEqual({ events: [], scannedTo: START });
    const release = disk.hold();
    const appending = store.append([numbered('a-1', NO_STREAM, [1])]);
    expect(await store.readAll({ from: START })).toEqual({ events: [], scannedTo: START });
    release();
    await appending;
  });

  it('is the very event that was appended, for all who follow it', async () => {
    const followers = [take(START, 3), take(START, 3)];
    await appended(store, numbered('a-1', NO_STREAM, [1, 2, 3]));

    const [first = [], second = []] = await Promise.all(followers);
    const read = await store.readStream('a-1');

    for (const [index, event] of first.entries()) {
      expect(second[index]).toBe(event);
      expect(read[index]).toBe(event);
    }
  });

  it('comes from the log when it is no longer in memory', async () => {
    const appends = range(0, 240).map((number) =>
      numbered(`${number % 2 === 0 ? 'even' : 'odd'}-${number}`, NO_STREAM, range(0, 40)),
    );
    for (const append of appends) await store.append([append]);
    const events = appends.flatMap((append) => append.events);
    // Events that are still in memory follow those that are not.
    expectEvents(await take(START, events.length), events);

    await reopen();
    expectEvents(await take(START, events.length), events);
    for (const category of ['even', 'odd']) {
      const read = await readEverything(store, START, [category], 1_000);
      expectEvents(
        read.events,
        events.filter(({ stream }) => stream.startsWith(category)),
      );
    }
  }, 60_000);

  it('begins at any position, whether an event lies there or not', async () => {
    await appended(
      store,
      ...range(0, 3).map((number) => numbered(`a-${number}`, NO_STREAM, [1, 2])),
    );
    await reopen();
    const { events } = await store.readAll({ from: START });
    const end = Number(events.at(-1)?.position);

    for (const from of range(0, end + 2)) {
      const position = String(from) as Position;
      const expected = events.filter((event) => Number(event.position) >= from);
      expect((await store.readAll({ from: position })).events).toEqual(expected);
    }
  });

  it('begins in the midst of an event that is longer than what is searched at once', async () => {
    await appended(
      store,
      appendOf('a-1', NO_STREAM, [{ text: 'x'.repeat(500_000) }, { number: 2 }]),
    );
    await reopen();
    const [first, second] = await store.readStream('a-1');

    const from = String(Number(first?.position) + 400_000) as Position;

    expect((await store.readAll({ from })).events).toEqual([second]);
  });

  it('is checked each time: one bit that has turned over is found', async () => {
    await appended(store, ...range(0, 20).map((number) => numbered(`a-${number}`, NO_STREAM, [1])));
    const { events } = await store.readAll({ from: START });
    await reopen();
    const [path = ''] = disk.paths(`${dir}/events`);
    const damaged = events[10];

    disk.flip(path, (Number(damaged?.position) + 40) * 8);

    await expect(store.readStream(damaged?.stream ?? '')).rejects.toThrow(StoreCorrupted);
    await expect(store.readAll({ from: START })).rejects.toThrow(StoreCorrupted);
    await expect(take(START, 20)).rejects.toThrow(StoreCorrupted);
    // It is not passed over by whoever begins at it, or between it and the one before.
    for (const from of range(Number(events[9]?.position), Number(damaged?.position) + 100)) {
      const read = store.readAll({ from: String(from) as Position });
      await expect(read).rejects.toThrow(StoreCorrupted);
    }
    expect(await store.readStream(events[9]?.stream ?? '')).toEqual([events[9]]);
  });

  it('is in memory from the start where it was written last, and shared by all', async () => {
    await appended(
      store,
      ...range(0, 400).map((number) => numbered(`a-${number}`, NO_STREAM, [1])),
    );
    const { events } = await store.readAll({ from: START });
    // More than one file, and bytes that begin in the midst of an event.
    for (const recalledBytes of [777, 20_001, 30_000, 10_000_000]) {
      await reopen(recalledBytes);
      const before = disk.bytesRead;
      const last = events.at(-1);
      const [read] = await store.readStream(last?.stream ?? '');
      expect(disk.bytesRead).toBe(before);
      expect(read).toEqual(last);

      const [followed] = await take(events.at(-2)?.position ?? START, 1);
      expect(followed).toBe(read);
      expect(await take(START, events.length)).toEqual(events);
    }
  });

  it('is told to be damaged when it is read, not when it is recalled', async () => {
    await appended(store, ...range(0, 20).map((number) => numbered(`a-${number}`, NO_STREAM, [1])));
    const { events } = await store.readAll({ from: START });
    await store.close();
    const [path = ''] = disk.paths(`${dir}/events`);
    disk.flip(path, (Number(events[10]?.position) + 40) * 8);

    store = await folders.open({ dir, disk, segmentBytes: 50_000 });

    await expect(store.readStream('a-10')).rejects.toThrow(StoreCorrupted);
    expect(await store.readStream('a-11')).toEqual([events[11]]);
  });

  it('is missed when somebody cuts the file off', async () => {
    await appended(store, ...range(0, 20).map((number) => numbered(`a-${number}`, NO_STREAM, [1])));
    await reopen();
    const { events } = await store.readAll({ from: START });
    const [path = ''] = disk.paths(`${dir}/events`);

    disk.cut(path, Number(events[10]?.position));

    await expect(store.readStream('a-10')).rejects.toThrow(StoreCorrupted);
    await expect(store.readAll({ from: START })).rejects.toThrow(StoreCorrupted);
    await expect(take(START, 20)).rejects.toThrow(StoreCorrupted);
  });

  it('ends for followers when the store is closed', async () => {
    const { signal } = new AbortController();
    await appended(store, numbered('a-1', NO_STREAM, [1]));
    const seen: StoredEvent[] = [];
    const following = (async () => {
      for await (const { events } of store.follow({ after: START, signal })) seen.push(...events);
    })();

    await appended(store, numbered('a-1', 0, [2]));
    await store.close();

    await following;
    expect(seen.map(({ revision }) => revision)).toEqual([0, 1]);
  });
});
