import { setImmediate as nextTurn } from 'node:timers/promises';
import { START } from '@gifting/kernel';
import * as fc from 'fast-check';
import type { ProjectedEvent, Projection } from './projection';
import { type ProjectionSource, Projector, type ProjectorOptions } from './projector';
import type { ProjectionCommit, ReadStore } from '@gifting/read-store';
import { type DisposableStore, openDisposableStore } from './test/disposable-store';
import { added, at, foldAtOnce, HistorySource, sums } from './test/sums-projection';

// Guards against hanging only; a busy disk may be slow.
jest.setTimeout(60_000);

const KEYS = ['a', 'b', 'c'];

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

const projectorOf = (source: ProjectionSource, options: Partial<ProjectorOptions> = {}) =>
  new Projector({ projection: sums(name), source, store, onTrouble: failOnTrouble, ...options });

async function expectFoldedAtOnce(projection: Projection, events: readonly ProjectedEvent[]) {
  const expected = foldAtOnce(projection, events);
  const rows = new Map(expected.map(({ key, row }) => [key, row]));
  expect(await store.get(projection.name, KEYS)).toEqual(KEYS.map((key) => rows.get(key)));
  const ranged = await store.range(projection.name, { index: 'chains', limit: 100 });
  const places = expected.flatMap(({ key, row, entries }) =>
    entries.map(({ order }) => ({ key, row, order })),
  );
  expect(ranged).toEqual(
    places.sort((a, b) => (`${a.order} ${a.key}` < `${b.order} ${b.key}` ? -1 : 1)),
  );
}

/** Throws at one of its commits, before or after it was done, as a crash would interrupt it. */
function crashingStore(commits: number, when: 'before' | 'after'): ReadStore {
  let left = commits;
  const commit = async (projection: string, change: ProjectionCommit): Promise<boolean> => {
    left -= 1;
    if (left < 0 && when === 'before') throw new Error('crash');
    const isDone = await store.commit(projection, change);
    if (left < 0) throw new Error('crash');
    return isDone;
  };
  return Object.assign(Object.create(store) as ReadStore, { commit });
}

describe('a projector that crashes, competes or fails', () => {
  const history = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 1, max: 20 }),
        keys: fc.array(fc.constantFrom(...KEYS), { maxLength: 3 }),
        value: fc.nat(1_000),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((steps) => {
      let position = 0;
      return steps.map(({ gap, keys, value }) => added((position += gap), keys, value));
    });
  const life = fc.record({
    batchSizes: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 5 }),
    commits: fc.nat(6),
    when: fc.constantFrom('before' as const, 'after' as const),
  });
  /** Projectors side by side, each of which crashes some times before it lives on. */
  const competitors = fc.array(fc.array(life, { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 3,
  });

  it('leads to the rows of one fold, however it is split, crashes and competes', async () => {
    await fc.assert(
      fc.asyncProperty(history, competitors, async (events, lives) => {
        const projection = sums(`any-${projections++}.v1`);
        const live = async (crashes: (typeof lives)[number]) => {
          for (const { batchSizes, commits, when } of crashes) {
            const source = new HistorySource(events, batchSizes);
            await new Promise<void>((resolve) => {
              const projector = projectorOf(source, {
                projection,
                store: crashingStore(commits, when),
                onTrouble: () => resolve(projector.stop()),
              });
              projector.start(source.head);
              void projector.caughtUp.then(() => resolve(projector.stop()));
            });
          }
          const source = new HistorySource(events, crashes[0]?.batchSizes);
          const last = projectorOf(source, { projection });
          last.start(source.head);
          await last.caughtUp;
          expect(last.position).toBe(source.head);
          await last.stop();
        };
        await Promise.all(lives.map(live));

        await expectFoldedAtOnce(projection, events);
        expect(await store.checkpoint(projection.name)).toBe(events.at(-1)?.position);
      }),
    );
  });

  it('takes only the rest of a batch of which another one stored a part', async () => {
    const events = [added(1, ['a'], 1), added(2, ['a', 'b'], 2), added(3, ['a'], 3)];
    const commit = jest.spyOn(store, 'commit').mockImplementationOnce(async () => {
      // The other projector is faster by a moment.
      const other = new HistorySource(events.slice(0, 2));
      const faster = projectorOf(other);
      faster.start(other.head);
      await faster.caughtUp;
      await faster.stop();
      return false;
    });
    const source = new HistorySource(events);
    const follow = jest.spyOn(source, 'follow');
    const projector = projectorOf(source);
    projector.start(source.head);
    await projector.caughtUp;
    await expectFoldedAtOnce(sums(name), events);
    expect(commit.mock.calls.map(([, { expected, next }]) => [expected, next])).toEqual([
      ['0', '3'],
      ['0', '2'],
      ['2', '3'],
    ]);
    expect(follow).toHaveBeenCalledTimes(1);
    await projector.stop();
  });

  it('begins again where the store lost its rows', async () => {
    const events = [added(1, ['a'], 1), added(2, ['b'], 2)];
    const source = new HistorySource(events, [1]);
    const projector = projectorOf(source);
    projector.start(source.head);
    await projector.caughtUp;

    await store.drop(name);
    source.append(added(3, ['a'], 3));
    expect(await projector.waitFor(at(3), 5_000)).toBe(true);
    await expectFoldedAtOnce(sums(name), [...events, added(3, ['a'], 3)]);
    await projector.stop();
  });

  describe('with troubles', () => {
    it('tells of each, with their number, and tries again until it works', async () => {
      const troubles: [unknown, number][] = [];
      const failing = sums(name);
      let failures = 2;
      const projector = new Projector({
        projection: {
          ...failing,
          evolve: (row, event, key) => {
            if (event.position === '2' && failures-- > 0) throw new Error('unknown event');
            return failing.evolve(row as never, event, key);
          },
        },
        source: new HistorySource([added(1, ['a'], 1), added(2, ['a'], 2)], [1]),
        store,
        onTrouble: (error, tries) => troubles.push([error, tries]),
      });
      projector.start(at(2));
      await projector.caughtUp;
      expect(troubles).toEqual([
        [new Error('unknown event'), 1],
        [new Error('unknown event'), 2],
      ]);
      await expectFoldedAtOnce(failing, [added(1, ['a'], 1), added(2, ['a'], 2)]);
      await projector.stop();
    });

    it('stands still at an event that it cannot fold', async () => {
      const failing: Projection = {
        ...sums(name),
        keys: (event) => {
          if (event.position === '2') throw new Error('unknown event');
          return ['a'];
        },
      };
      const source = new HistorySource([added(1, ['a'], 1), added(2, ['a'], 2)], [1]);
      const troubles: unknown[] = [];
      const projector = projectorOf(source, {
        projection: failing,
        onTrouble: (error) => troubles.push(error),
      });
      projector.start(source.head);
      while (troubles.length === 0) await nextTurn();
      await projector.stop();
      expect(troubles).toEqual([new Error('unknown event')]);
      expect(await store.checkpoint(name)).toBe('1');
      expect(await store.get(name, ['a'])).toMatchObject([{ count: 1 }]);
    });

    it('follows again when the events end', async () => {
      const events = [added(1, ['a'], 1), added(2, ['a'], 2)];
      const troubles: unknown[] = [];
      const whole = new HistorySource(events);
      let follows = 0;
      const source: ProjectionSource = {
        follow: (follow) =>
          follows++ === 0 ? endingAfter(events.slice(0, 1)) : whole.follow(follow),
      };
      const projector = projectorOf(source, { onTrouble: (error) => troubles.push(error) });
      projector.start(whole.head);
      await projector.caughtUp;
      expect(troubles).toEqual([new Error('the events ended')]);
      await expectFoldedAtOnce(sums(name), events);
      await projector.stop();
    });

    async function* endingAfter(events: readonly ProjectedEvent[]) {
      yield { events, scannedTo: events.at(-1)?.position ?? START };
    }
  });
});
