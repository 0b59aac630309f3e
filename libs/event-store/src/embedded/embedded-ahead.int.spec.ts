import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { START } from '@gifting/kernel';
import { FaultDisk, NOTHING_SURVIVES, tornBy } from '@gifting/testing';
import { appended, expectEvents, followUntil, numbered, range } from '../contract/events.contract';
import {
  type Append,
  type EventStore,
  NO_STREAM,
  type StoredEvent,
  StoreFailed,
  UnknownOutcome,
} from '../event-store.port';
import { RECENT_EVENTS } from './recent-events';
import { StoreFolders } from './store-in-folder.contract';

describe('what is written ahead of the disk', () => {
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

  const count = (wanted: number) => (events: readonly StoredEvent[]) => events.length >= wanted;

  /** What the next process finds in the log on a disk that was left behind. */
  async function survivors(left: FaultDisk): Promise<readonly StoredEvent[]> {
    await store.close();
    await rm(join(dir, 'index'), { recursive: true });
    store = await folders.open({ dir, disk: left });
    return (await store.readAll({ from: START })).events;
  }

  it('is seen ahead only, until it is synced', async () => {
    const [first, second] = [numbered('a-1', NO_STREAM, [1]), numbered('a-1', 0, [2])];
    const release = disk.hold();

    await appended(store.ahead, first);
    await appended(store.ahead, second);
    const ahead = await followUntil(store.ahead, { after: START }, count(2));

    expectEvents(ahead.events, [...first.events, ...second.events]);
    expectEvents(await store.ahead.readStream('a-1'), [...first.events, ...second.events]);
    expect(await store.readStream('a-1')).toEqual([]);
    expect((await store.readAll({ from: START })).events).toEqual([]);
    expect(await store.head()).toBe(START);
    release();
    await store.ahead.durable();
    expect(await store.readStream('a-1')).toEqual(ahead.events);
    expect(await store.head()).toBe(ahead.events.at(-1)?.position);
  });

  it('is waited for by `durable`, and refused only behind the sync of what refuses it', async () => {
    const release = disk.hold();
    await appended(store.ahead, numbered('a-1', NO_STREAM, [1]));
    const order: string[] = [];
    const done = [
      store.ahead.durable().then(() => order.push('durable')),
      store.ahead.append([numbered('a-1', NO_STREAM, [9])]).then(() => order.push('refused')),
    ];

    await appended(store.ahead, numbered('b-1', NO_STREAM, [1]));
    order.push('released');
    release();
    await Promise.all(done);

    expect(order[0]).toBe('released');
    expect(order).toHaveLength(3);
  });

  it('waits for the disk when too much of it waits already', async () => {
    const release = disk.hold();
    const many = range(0, RECENT_EVENTS / 2).map((number) =>
      numbered(`a-${number}`, NO_STREAM, [number]),
    );
    await store.ahead.append(many);
    const order: string[] = [];
    const last = store.ahead.append([numbered('b-1', NO_STREAM, [1])]).then(() => {
      order.push('answered');
    });

    expect(await store.ahead.readStream('b-1')).toHaveLength(1);
    order.push('released');
    release();
    await last;

    expect(order).toEqual(['released', 'answered']);
  });

  it('is seen when it is synced where there is too much of it to be kept in memory', async () => {
    const wanted = RECENT_EVENTS + 100;
    const release = disk.hold();
    const following = followUntil(store.ahead, { after: START }, count(wanted));
    const appends: Append[] = [];
    for (const number of range(0, wanted)) {
      appends.push(numbered(`a-${number}`, NO_STREAM, [number]));
    }
    const written = store.append(appends);
    const read = store.ahead.readStream('a-0');

    release();

    expectEvents(await read, appends[0]?.events ?? []);
    expectEvents(
      (await following).events,
      appends.flatMap(({ events }) => events),
    );
    await written;
  });

  it('is lost together with all that came later, and then nothing is acknowledged', async () => {
    await appended(store, numbered('a-1', NO_STREAM, [1]));
    disk.onStep = ({ kind }) => (kind === 'sync' ? 'refuse' : undefined);

    await appended(store.ahead, numbered('a-1', 0, [2]));
    const durable = store.ahead.durable();

    await expect(durable).rejects.toThrow(UnknownOutcome);
    expect((await store.failed).message).toContain('EIO');
    await expect(store.ahead.durable()).rejects.toThrow(StoreFailed);
    const late = store.ahead.append([numbered('b-1', NO_STREAM, [1])]);
    await expect(late).rejects.toThrow(StoreFailed);
    expect(await store.readStream('a-1')).toHaveLength(1);
    expect(await survivors(disk.afterPowerLoss(NOTHING_SURVIVES))).toHaveLength(1);
  });

  it.each(range(1, 7))('leaves a prefix when the power is lost (seed %i)', async (seed) => {
    // Each event answers the one before, in a stream of its own, as the steps of a gift do.
    const images: FaultDisk[] = [];
    disk.onStep = () => {
      images.push(disk.afterPowerLoss(tornBy(seed)));
      return undefined;
    };
    const appends = range(0, 40).map((number) => numbered(`a-${number}`, NO_STREAM, [number]));
    for (const append of appends) {
      await appended(store.ahead, append);
      if (append.events[0]?.data.number === seed) await store.ahead.durable();
      else await new Promise((resolve) => setImmediate(resolve));
    }
    await store.ahead.durable();

    const all = appends.flatMap(({ events }) => events);
    const kept = new Set<number>();
    for (const image of images) {
      const left = await survivors(image);
      expectEvents(left, all.slice(0, left.length));
      kept.add(left.length);
    }
    // Images of the beginning, of the end, and from between.
    expect(kept.size).toBeGreaterThan(2);
    expect(Math.max(...kept)).toBeGreaterThan(seed);
  });
});
