import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { START } from '@gifting/kernel';
import { FaultDisk, NOTHING_SURVIVES } from '@gifting/testing';
import { ClassicLevel } from 'classic-level';
import { appended, numbered, range } from '../contract/events.contract';
import { type EventStore, NO_STREAM, StoreCorrupted, UnknownOutcome } from '../event-store.port';
import { headKey, openEntry, revisionOfRunKey, runKey, sealEntry } from './index-entry';
import { StoreFolders } from './store-in-folder.contract';

const STREAMS = range(0, 50).map((number) => `a-${number}`);
const ROUNDS = 60;

describe('the index of a store', () => {
  const folders = new StoreFolders();
  let written: string;
  /** As it was half way. */
  let older: string;
  let answers: unknown;

  beforeAll(async () => {
    written = await folders.create();
    let store = await folders.open({ dir: written, segmentBytes: 200_000 });
    await appendRounds(store, 0, ROUNDS / 2);
    await store.close();
    older = await folders.copy(written);
    store = await folders.open({ dir: written, segmentBytes: 200_000 });
    await appendRounds(store, ROUNDS / 2, ROUNDS);
    answers = await answersOf(store);
    await store.close();
  }, 60_000);
  afterAll(() => folders.clear());

  async function appendRounds(store: EventStore, from: number, to: number): Promise<void> {
    for (const round of range(from, to)) {
      await appended(store, ...STREAMS.map((stream) => numbered(stream, round - 1, [round])));
    }
  }

  /** All that the index is asked for. */
  async function answersOf(store: EventStore): Promise<unknown> {
    const streams = [];
    for (const stream of [...STREAMS, 'missing-1', 'a-', 'a-5']) {
      streams.push({
        page: await store.readStream(stream, { from: 20, limit: 25 }),
        backwards: await store.readStream(stream, { backwards: true, limit: 3 }),
        refused: await store.append([numbered(stream, 1_000, [0])]),
        repeated: await store.append([numbered(stream, NO_STREAM + 10, [10])]),
      });
    }
    return { streams, head: await store.head() };
  }

  const indexFiles = async (dir: string): Promise<string[]> =>
    (await readdir(join(dir, 'index'))).map((name) => join(dir, 'index', name));

  const sabotages: Record<string, (dir: string) => Promise<void>> = {
    'is intact': async () => undefined,
    'was deleted': (dir) => rm(join(dir, 'index'), { recursive: true }),
    'has lost its files': async (dir) => {
      for (const file of await indexFiles(dir)) await rm(file);
    },
    'has files of zero length': async (dir) => {
      for (const file of await indexFiles(dir)) await truncate(file, 0);
    },
    'holds anything': async (dir) => {
      for (const file of await indexFiles(dir))
        await writeFile(file, 'no index at all '.repeat(999));
    },
    'has lost its tables': async (dir) => {
      const tables = (await indexFiles(dir)).filter((file) => /\.(ldb|log)$/.test(file));
      for (const file of tables) await rm(file);
    },
    'has lost the middle of its last writes': async (dir) => {
      for (const file of (await indexFiles(dir)).filter((name) => name.endsWith('.log'))) {
        const bytes = await readFile(file);
        await writeFile(file, bytes.fill(0, bytes.length >> 2, bytes.length >> 1));
      }
    },
    'is behind': async (dir) => {
      await rm(join(dir, 'index'), { recursive: true });
      await cp(join(older, 'index'), join(dir, 'index'), { recursive: true });
    },
    'belongs to another log': async (dir) => {
      const other = await folders.create();
      const store = await folders.open({ dir: other });
      await appendRounds(store, 0, 3);
      await store.close();
      await rm(join(dir, 'index'), { recursive: true });
      await cp(join(other, 'index'), join(dir, 'index'), { recursive: true });
    },
    'disagrees with the log': (dir) =>
      tamper(dir, (db) => db.put(headKey('a-49'), sealEntry(headKey('a-49'), '7'))),
    'has a damaged entry': (dir) => tamper(dir, (db) => db.put(headKey('a-49'), '59')),
  };

  async function tamper(dir: string, change: (db: ClassicLevel) => Promise<void>): Promise<void> {
    const db = new ClassicLevel(join(dir, 'index'));
    await change(db);
    await db.close();
  }

  it.each(Object.entries(sabotages))('that %s gives the same answers', async (_, sabotage) => {
    const dir = await folders.copy(written);
    await sabotage(dir);

    let store = await folders.open({ dir });
    expect(await answersOf(store)).toEqual(answers);
    const [position] = await appended(store, numbered('a-0', ROUNDS - 1, [1]));
    await store.close();

    store = await folders.open({ dir });
    expect((await store.readStream('a-0', { backwards: true }))[0]?.position).toBe(position);
  });

  it('is not believed against a log that has lost events', async () => {
    const dir = await folders.copy(written);
    await rm(join(dir, 'events'), { recursive: true });
    await cp(join(older, 'events'), join(dir, 'events'), { recursive: true });

    await expect(folders.open({ dir })).rejects.toThrow('which was synced');
    await rm(join(dir, 'index'), { recursive: true });
    const store = await folders.open({ dir });
    expect(await store.readStream('a-0')).toHaveLength(ROUNDS / 2);
  });

  it('stops the store when an entry turns out to be damaged, and is mended by the next start', async () => {
    const dir = await folders.copy(written);
    await tamper(dir, (db) => db.put(headKey('a-7'), '59'));
    let store = await folders.open({ dir });

    await expect(store.readStream('a-7')).rejects.toThrow(StoreCorrupted);

    expect(await store.failed).toBeInstanceOf(StoreCorrupted);
    await expect(store.append([numbered('a-8', ROUNDS - 1, [1])])).rejects.toThrow('stopped');
    await store.close();
    store = await folders.open({ dir });
    expect(await answersOf(store)).toEqual(answers);
  });

  it('is found out when it points to events of another stream', async () => {
    const dir = await folders.copy(written);
    await tamper(dir, async (db) => {
      for (const [from, to] of [
        ['a-7', 'a-8'],
        ['a-8', 'a-7'],
      ] as const) {
        const range = { gte: runKey(from, 0), lt: runKey(from, 1_000_000) };
        const other = await db.values({ gte: runKey(to, 0), lt: runKey(to, 1_000_000) }).all();
        for (const [index, key] of (await db.keys(range).all()).entries()) {
          const text = openEntry(runKey(to, revisionOfRunKey(key)), other[index] ?? '') ?? '';
          await db.put(key, sealEntry(key, text));
        }
      }
    });
    const store = await folders.open({ dir });

    await expect(store.readStream('a-7')).rejects.toThrow('revision 0 of a-7 is not at');
    expect(await store.failed).toBeInstanceOf(StoreCorrupted);
  });

  it('never knows more than the log has synced, though the power goes while it is built', async () => {
    const dir = await folders.create();
    const disk = new FaultDisk();
    let store = await folders.open({ dir, disk });
    await appended(store, numbered('a-0', NO_STREAM, [1]));
    disk.onStep = ({ kind }) => (kind === 'sync' ? 'refuse' : undefined);
    const many = range(0, 3_000).map((number) => numbered(`b-${number}`, NO_STREAM, [1]));
    await expect(store.append(many)).rejects.toThrow(UnknownOutcome);
    await store.close();
    await rm(join(dir, 'index'), { recursive: true });

    // The bytes are still there, but the disk refuses to save them.
    await expect(folders.open({ dir, disk })).rejects.toThrow('EIO');

    store = await folders.open({ dir, disk: disk.afterPowerLoss(NOTHING_SURVIVES) });
    expect((await store.readAll({ from: START })).events).toHaveLength(1);
  });

  it('saves reading the log when the store is opened', async () => {
    const dir = await folders.create();
    const disk = new FaultDisk();
    let store = await folders.open({ dir, disk });
    await appendRounds(store, 0, ROUNDS);
    await store.close();
    const bytesToOpen = async () => {
      const before = disk.bytesRead;
      store = await folders.open({ dir, disk, recalledBytes: 0 });
      const read = disk.bytesRead - before;
      expect((await store.readAll({ from: START })).events).toHaveLength(1_000);
      await store.close();
      return read;
    };
    const logBytes = disk.sizeOf(disk.paths(`${dir}/events`)[0] ?? '');

    expect(await bytesToOpen()).toBeLessThan(logBytes / 10);
    await rm(join(dir, 'index'), { recursive: true });
    expect(await bytesToOpen()).toBeGreaterThan(logBytes);
  });
});
