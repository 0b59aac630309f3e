import { type StreamState } from './stream-state';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, NO_STREAM, sealEvents } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { type Decider, type DomainEvent, type JsonObject, START } from '@gifting/kernel';
import type { ReadStore } from '@gifting/read-store';
import { openEmbeddedReadStore } from '@gifting/read-store/adapters';
import { SystemClock } from './clock';
import { StreamCache } from './stream-cache';
import { StreamSnapshots } from './stream-snapshots';

type Added = DomainEvent<'Added', { readonly amount: number }>;
type Sums = { readonly total: bigint; readonly by: ReadonlyMap<number, bigint> };

const SNAPSHOTS = 'snapshots-gift';
const PER_APPEND = 500;

describe('snapshots of long streams', () => {
  const folders: string[] = [];
  const open: { close(): Promise<void> }[] = [];
  const troubles: unknown[] = [];
  const clock = new SystemClock();
  let folded = 0;
  let store: EventStore;
  let readStore: ReadStore;

  const sums: Pick<Decider<never, Added, Sums>, 'evolve' | 'initial'> = {
    initial: { total: 0n, by: new Map() },
    evolve({ total, by }, { data: { amount } }) {
      folded += 1;
      const [rest, added] = [amount % 7, BigInt(amount)];
      return { total: total + added, by: new Map(by).set(rest, (by.get(rest) ?? 0n) + added) };
    },
  };
  // What the machinery sees of any decider.
  const target = { decider: sums as Pick<Decider<never, DomainEvent, Sums>, 'evolve' | 'initial'> };

  async function newFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'snapshots-'));
    folders.push(folder);
    return folder;
  }

  async function openStore(): Promise<EventStore> {
    const opened = await openEmbeddedEventStore({ dir: await newFolder() });
    open.push(opened);
    return opened;
  }

  beforeEach(async () => {
    troubles.length = 0;
    store = await openStore();
    readStore = await openEmbeddedReadStore({ dir: await newFolder(), onWarning: fail });
    open.push(readStore);
  });
  afterEach(async () => {
    for (const opened of open.splice(0)) await opened.close();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  const snapshotsOf = (options: { store?: EventStore; foldVersion?: string } = {}) =>
    new StreamSnapshots({
      service: 'gift',
      store,
      readStore,
      foldVersion: '1',
      onTrouble: (error) => troubles.push(error),
      ...options,
    });

  /** Makes a stream longer, to so many events. */
  async function append(to: EventStore, from: number, events: number, factor = 1): Promise<void> {
    for (let first = from; first < events; first += PER_APPEND) {
      const added = Array.from({ length: PER_APPEND }, (_, at) => ({
        event: { type: 'Added', schemaVersion: 1, data: { amount: factor * (first + at) } },
        metadata: { recordedAt: clock.now(), source: sourceOf(first + at) },
      }));
      await to.append([sealEvents('gift-1', first === 0 ? NO_STREAM : first - 1, added)]);
    }
  }

  /** What a process that has just started loads, and how many events it folds for it. */
  async function load(snapshots?: StreamSnapshots, from = store) {
    folded = 0;
    const state = await new StreamCache(from, 10, snapshots).load(target.decider, 'gift-1');
    await snapshots?.stop();
    return { state, folded };
  }

  async function rowOf(): Promise<JsonObject | undefined> {
    return (await readStore.get(SNAPSHOTS, ['gift-1']))[0];
  }

  it('stand for the events before them: the state is that of the whole stream', async () => {
    await append(store, 0, 6_000);
    await load(snapshotsOf());
    await append(store, 6_000, 8_000);

    const [whole, loaded] = [await load(), await load(snapshotsOf())];

    expect(whole.folded).toBe(8_000);
    // The first page, before it is known that the stream is long, and what came since.
    expect(loaded.folded).toBe(1_000 + 2_000);
    expect(loaded.state).toEqual(whole.state);
    expect(loaded.state.watermarks).toEqual({ wallet: sourceOf(7_999) });
    expect(troubles).toEqual([]);
  });

  it('are taken while a stream grows, each some thousand events after the last one', async () => {
    await append(store, 0, 12_000);
    const snapshots = snapshotsOf();
    const cache = new StreamCache(store, 10, snapshots);
    const revisions: unknown[] = [];
    for (let revision = 0; revision < 12_000; revision += 1_000) {
      cache.keep('gift-1', stateAt(revision));
      await snapshots.stop();
      revisions.push((await rowOf())?.revision);
    }
    expect([...new Set(revisions)]).toEqual([undefined, 5_000, 10_000]);
  });

  it('are not asked for where a stream is short', async () => {
    await append(store, 0, 500);
    const get = jest.spyOn(readStore, 'get');
    expect((await load(snapshotsOf())).folded).toBe(500);
    expect(get).not.toHaveBeenCalled();
  });

  describe('are not believed', () => {
    let whole: StreamState<Sums>;

    beforeEach(async () => {
      await append(store, 0, 6_000);
      whole = (await load(snapshotsOf())).state;
      expect(await rowOf()).toMatchObject({ foldVersion: '1', revision: 5_999 });
    });

    it('when another fold made them', async () => {
      const loaded = await load(snapshotsOf({ foldVersion: '2' }));
      expect(loaded).toEqual({ state: whole, folded: 6_000 });
      expect(await rowOf()).toMatchObject({ foldVersion: '2' });
    });

    it('when the store holds another event there', async () => {
      const other = await openStore();
      await append(other, 0, 6_000, 2);
      const loaded = await load(snapshotsOf({ store: other }), other);
      expect(loaded.folded).toBe(6_000);
      expect(loaded.state.state.total).toBe(2n * whole.state.total);
    });

    it('when the store ends before them', async () => {
      const older = await openStore();
      await append(older, 0, 2_000);
      const loaded = await load(snapshotsOf({ store: older }), older);
      expect(loaded).toMatchObject({ folded: 2_000, state: { revision: 1_999 } });
    });

    it('when anything in them was changed', async () => {
      const row = await rowOf();
      const state = String(row?.state);
      const changes = [
        { state: state.replace(/.$/, '!') },
        { revision: 5_998 },
        { state: undefined },
      ];
      for (const change of changes) {
        const write = { key: 'gift-1', row: { ...row, ...change } as JsonObject, entries: [] };
        await readStore.commit(SNAPSHOTS, { expected: START, next: START, writes: [write] });
        expect(await load(snapshotsOf())).toEqual({ state: whole, folded: 6_000 });
      }
    });

    it('when they cannot be read', async () => {
      jest.spyOn(readStore, 'get').mockRejectedValueOnce(new Error('away'));
      expect(await load(snapshotsOf())).toEqual({ state: whole, folded: 6_000 });
      expect(troubles).toEqual([new Error('away')]);
    });
  });

  it('are not taken of events that the store does not hold durably', async () => {
    await append(store, 0, 1_000);
    const snapshots = snapshotsOf();
    snapshots.offer('gift-1', stateAt(5_000));
    await snapshots.stop();
    expect(await rowOf()).toBeUndefined();
  });

  it('wait for the disk where a state is ahead of it', async () => {
    await append(store, 0, 6_000);
    const steps: string[] = [];
    jest.spyOn(store, 'durable').mockImplementationOnce(async () => {
      for (let turn = 0; turn < 20; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      steps.push('durable');
    });
    const commit = readStore.commit.bind(readStore);
    jest.spyOn(readStore, 'commit').mockImplementationOnce((name, written) => {
      steps.push('written');
      return commit(name, written);
    });

    await load(snapshotsOf());

    expect(steps).toEqual(['durable', 'written']);
  });

  it('that cannot be written hold nobody up', async () => {
    await append(store, 0, 6_000);
    jest.spyOn(readStore, 'commit').mockRejectedValueOnce(new Error('full'));
    expect((await load(snapshotsOf())).state.revision).toBe(5_999);
    expect(troubles).toEqual([new Error('full')]);
  });
});

const sourceOf = (position: number) => ({
  position: String(position) as typeof START,
  producer: 'wallet',
  store: 'store.1',
});

const stateAt = (revision: number): StreamState<Sums> => ({
  revision,
  recordedAt: '',
  watermarks: {},
  state: { total: 0n, by: new Map() },
});

function fail(warning: string): never {
  throw new Error(warning);
}
