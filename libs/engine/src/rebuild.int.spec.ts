import { type JsonObject, START } from '@gifting/kernel';
import { added, at, foldAtOnce, HistorySource, sums } from './test/sums-projection';
import { compareProjection, rebuildProjection } from './rebuild';
import type { ReadStore } from '@gifting/read-store';
import { type DisposableStore, openDisposableStore } from './test/disposable-store';

/** 1,500 rows, so that keys come in more than one page. */
const EVENTS = Array.from({ length: 3_000 }, (_, n) => added(1 + n, [`k${n % 1_500}`], n));

describe('rebuilding a projection', () => {
  const served = sums('sums.v1');
  let store: ReadStore;
  let disposable: DisposableStore;

  beforeEach(async () => {
    disposable = await openDisposableStore();
    ({ store } = disposable);
    await store.commit(served.name, {
      expected: START,
      next: at(3_000),
      writes: foldAtOnce(served, EVENTS),
    });
  });
  afterEach(() => disposable.dispose());

  const rebuild = (upTo = at(3_000)) =>
    rebuildProjection(store, served, new HistorySource(EVENTS), upTo);

  /** Changes one row behind the projector's back. */
  async function plant(key: string, row: JsonObject | null): Promise<void> {
    const change = { expected: at(3_000), next: at(3_000), writes: [{ key, row, entries: [] }] };
    expect(await store.commit(served.name, change)).toBe(true);
  }

  it('finds no difference where there is none', async () => {
    const rebuilt = await rebuild();
    expect(rebuilt).toBe('sums.v1.rebuilt');
    expect(await store.checkpoint(rebuilt)).toBe('3000');
    expect(await compareProjection(store, served.name, rebuilt)).toEqual([]);
  });

  it('finds rows that are changed, missing or too many', async () => {
    await plant('k7', { count: 2, chain: 1 });
    await plant('k1400', null);
    await plant('other', { count: 1, chain: 1 });
    const rebuilt = await rebuild();
    expect(await compareProjection(store, served.name, rebuilt)).toEqual(['k1400', 'k7', 'other']);
  });

  it('begins with nothing each time', async () => {
    await rebuild();
    const rebuilt = await rebuild();
    expect(await compareProjection(store, served.name, rebuilt)).toEqual([]);
  });

  it('stops at the position asked for', async () => {
    const rebuilt = await rebuild(at(1_650));
    expect(await store.checkpoint(rebuilt)).toBe('1650');
    expect(await store.get(rebuilt, ['k149', 'k150'])).toMatchObject([{ count: 2 }, { count: 1 }]);
    expect(await rebuild(START)).toBe(rebuilt);
    expect(await store.checkpoint(rebuilt)).toBe(START);
  });

  it('refuses to compare rows of different positions', async () => {
    const rebuilt = await rebuild(at(2_999));
    await expect(compareProjection(store, served.name, rebuilt)).rejects.toThrow(
      'sums.v1 is at 3000, sums.v1.rebuilt at 2999: they cannot be compared',
    );
  });

  it('refuses a comparison during which rows moved', async () => {
    const rebuilt = await rebuild();
    const { keys } = store;
    jest.spyOn(store, 'keys').mockImplementation(async function* (name) {
      for (const moving of [served.name, rebuilt]) {
        const from = await store.checkpoint(moving);
        const next = at(Number(from) + 1);
        await store.commit(moving, { expected: from, next, writes: [] });
      }
      yield* keys.call(store, name);
    });
    await expect(compareProjection(store, served.name, rebuilt)).rejects.toThrow(
      'sums.v1 moved while it was compared',
    );
  });

  it('says so when the events end too early', async () => {
    const ending = {
      async *follow() {
        yield { events: EVENTS.slice(0, 10), scannedTo: at(10) };
      },
    };
    await expect(rebuildProjection(store, served, ending, at(11))).rejects.toThrow(
      'the events ended',
    );
  });
});
