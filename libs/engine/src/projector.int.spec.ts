import { START, type Position } from '@gifting/kernel';
import { type ProjectionSource, Projector } from './projector';
import type { ReadStore } from '@gifting/read-store';
import { type DisposableStore, openDisposableStore } from './test/disposable-store';
import { added, at, HistorySource, sums } from './test/sums-projection';

let name: string;
let projections = 0;
let store: ReadStore;
let disposable: DisposableStore;

beforeAll(async () => {
  disposable = await openDisposableStore();
  ({ store } = disposable);
});
afterAll(() => disposable.dispose());
beforeEach(() => (name = `sums-${projections++}.v1`));
afterEach(() => jest.restoreAllMocks());

const failOnTrouble = (error: unknown) => {
  throw error;
};

const projectorOf = (source: ProjectionSource) =>
  new Projector({ projection: sums(name), source, store, onTrouble: failOnTrouble });

describe('a projector', () => {
  it('reads rows once a batch, and lets later events see the rows of earlier ones', async () => {
    const get = jest.spyOn(store, 'get');
    const commit = jest.spyOn(store, 'commit');
    const source = new HistorySource([added(5, ['a'], 1), added(6, ['a', 'b'], 2)]);
    const projector = projectorOf(source);
    projector.start(source.head);
    await projector.caughtUp;
    expect(get.mock.calls).toEqual([[name, ['a', 'b']]]);
    expect(commit.mock.calls).toEqual([
      [
        name,
        {
          expected: START,
          next: '6',
          writes: [
            {
              key: 'a',
              row: { count: 2, chain: (7 * 31 + 1) * 31 + 2 },
              entries: [{ index: 'chains', order: '0006760' }],
            },
            {
              key: 'b',
              row: { count: 1, chain: 7 * 31 + 2 },
              entries: [{ index: 'chains', order: '0000219' }],
            },
          ],
        },
      ],
    ]);
    await projector.stop();
  });

  it('counts an event once that names a row twice', async () => {
    const source = new HistorySource([added(1, ['a', 'a'], 1)]);
    const projector = projectorOf(source);
    projector.start(source.head);
    await projector.caughtUp;
    expect(await store.get(name, ['a'])).toMatchObject([{ count: 1 }]);
    await projector.stop();
  });

  it('asks for the categories of its projection, behind its checkpoint', async () => {
    await store.commit(name, { expected: START, next: at(12), writes: [] });
    const source = new HistorySource([added(12, ['a'], 1), added(20, ['a'], 2)]);
    const follow = jest.spyOn(source, 'follow');
    const projector = projectorOf(source);
    projector.start(source.head);
    await projector.caughtUp;
    expect(follow.mock.calls).toEqual([
      [{ after: '12', categories: ['sums'], signal: expect.any(AbortSignal) }],
    ]);
    expect(await store.get(name, ['a'])).toMatchObject([{ count: 1 }]);
    await projector.stop();
  });

  it('has caught up at once where there is nothing behind its checkpoint', async () => {
    const projector = projectorOf(new HistorySource([]));
    projector.start(START);
    await projector.caughtUp;
    expect(projector.position).toBe(START);
    await projector.stop();
  });

  it('goes on with what comes after the head', async () => {
    const source = new HistorySource([added(1, ['a'], 1)]);
    const projector = projectorOf(source);
    projector.start(source.head);
    await projector.caughtUp;
    source.append(added(2, ['a'], 2));
    expect(await projector.waitFor(at(2), 5_000)).toBe(true);
    expect(await store.get(name, ['a'])).toMatchObject([{ count: 2 }]);
    await projector.stop();
  });

  describe('where nothing matches', () => {
    const emptyBatches = (count: number): ProjectionSource => ({
      async *follow({ signal }) {
        for (let n = 1; n <= count; n++) yield { events: [], scannedTo: at(n) };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
    });

    it('moves its position with each batch, and stores it with few', async () => {
      const commit = jest.spyOn(store, 'commit');
      const projector = projectorOf(emptyBatches(300));
      projector.start(at(300));
      await projector.caughtUp;
      expect(projector.position).toBe('300');
      expect(commit.mock.calls.length).toBeLessThan(30);
      expect(commit.mock.calls.every(([, { writes }]) => writes.length === 0)).toBe(true);
      await projector.stop();
      expect(await store.checkpoint(name)).toBe('300');
    });

    it('stores its position about once a second', async () => {
      let nowMs = 0;
      jest.spyOn(performance, 'now').mockImplementation(() => (nowMs += 100));
      const commit = jest.spyOn(store, 'commit');
      const projector = projectorOf(emptyBatches(25));
      projector.start(at(25));
      await projector.caughtUp;
      expect(commit.mock.calls.map(([, { next }]) => next)).toEqual(['1', '11', '21']);
      await projector.stop();
    });
  });

  describe('asked to wait', () => {
    let source: HistorySource;
    let projector: Projector;

    beforeEach(async () => {
      source = new HistorySource([added(10, ['a'], 1)]);
      projector = projectorOf(source);
      projector.start(source.head);
      await projector.caughtUp;
    });
    afterEach(() => projector.stop());

    it.each<[Position]>([[START], [at(9)], [at(10)]])(
      'knows at once that it is at %s',
      async (to) => {
        expect(await projector.waitFor(to, 0)).toBe(true);
      },
    );

    it('tells each when its own position is included', async () => {
      const order: string[] = [];
      const waits = [at(30), at(20), at(11)].map(async (position) => {
        expect(await projector.waitFor(position, 5_000)).toBe(true);
        expect(Number(projector.position)).toBeGreaterThanOrEqual(Number(position));
        order.push(position);
      });
      source.append(added(20, ['a'], 1));
      await projector.waitFor(at(20), 5_000);
      expect(order).toEqual(['20', '11']);
      source.append(added(30, ['a'], 1));
      await Promise.all(waits);
    });

    it('says so when the time is over', async () => {
      expect(await projector.waitFor(at(11), 1)).toBe(false);
    });

    it('says so when it stops, and afterwards', async () => {
      const waiting = projector.waitFor(at(11), 60_000);
      await projector.stop();
      expect(await waiting).toBe(false);
      expect(await projector.waitFor(at(11), 60_000)).toBe(false);
      expect(await projector.waitFor(at(10), 60_000)).toBe(true);
    });
  });
});
