import { comparePositions, START } from '@gifting/kernel';
import type { StoreUnderTest } from './opened-store.contract';
import { NO_STREAM, type SealedEvent, type StoredEvent } from '../event-store.port';
import {
  appended,
  expectEvents,
  expectRising,
  newCategory,
  newStream,
  numbered,
  PATIENCE_MS,
  range,
  readEverything,
} from './events.contract';

export function describeRead(underTest: StoreUnderTest): void {
  const store = () => underTest().store;
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('readStream', () => {
    test('answers an empty page for a stream that is not there', async () => {
      const stream = newStream();

      expect(await store().readStream(stream)).toEqual([]);
      expect(await store().readStream(stream, { from: 3, limit: 2 })).toEqual([]);
      expect(await store().readStream(stream, { backwards: true })).toEqual([]);
    });

    test('pages forwards and backwards', async () => {
      const stream = newStream();
      const { events } = numbered(stream, NO_STREAM, range(0, 10));
      await appended(store(), { stream, expectedRevision: NO_STREAM, events });
      const page = async (read: Parameters<ReturnType<typeof store>['readStream']>[1]) =>
        (await store().readStream(stream, read)).map((event) => event.revision);

      expect(await page({ limit: 4 })).toEqual([0, 1, 2, 3]);
      expect(await page({ from: 4, limit: 4 })).toEqual([4, 5, 6, 7]);
      expect(await page({ from: 8, limit: 4 })).toEqual([8, 9]);
      expect(await page({ from: 9 })).toEqual([9]);
      expect(await page({ from: 10 })).toEqual([]);
      expect(await page({ backwards: true, limit: 4 })).toEqual([9, 8, 7, 6]);
      expect(await page({ backwards: true, from: 5, limit: 4 })).toEqual([5, 4, 3, 2]);
      expect(await page({ backwards: true, from: 1, limit: 4 })).toEqual([1, 0]);
      expect(await page({ backwards: true, from: 0 })).toEqual([0]);
      expect(await page({ backwards: true })).toEqual(range(0, 10).toReversed());
      expectEvents(await store().readStream(stream, { backwards: true }), events.toReversed());
    });

    test('yields at most 1,000 events of a long stream at once', async () => {
      const stream = newStream();
      const events: SealedEvent[] = [];
      for (const first of [0, 300, 600, 900]) {
        const append = numbered(stream, first - 1, range(first, first + 300));
        events.push(...append.events);
        await appended(store(), append);
      }

      expectEvents(await store().readStream(stream), events.slice(0, 1_000));
      expectEvents(await store().readStream(stream, { limit: 5_000 }), events.slice(0, 1_000));
      expectEvents(await store().readStream(stream, { from: 1_000 }), events.slice(1_000));
      expectEvents(
        await store().readStream(stream, { backwards: true }),
        events.toReversed().slice(0, 1_000),
      );
      const reopened = await underTest().reopen();
      expectEvents(await reopened.readStream(stream, { from: 150 }), events.slice(150, 1_150));
      expectEvents(
        await reopened.readStream(stream, { backwards: true, from: 199 }),
        events.slice(0, 200).toReversed(),
      );
    });

    test('tells streams apart whose names begin alike', async () => {
      const stream = newStream();
      const appends = [stream, `${stream}0`, `${stream}-0`, `${stream}.0`, `${stream}:0`].map(
        (name, index) => numbered(name, NO_STREAM, [index, index]),
      );
      await appended(store(), ...appends);

      for (const append of appends) {
        expectEvents(await store().readStream(append.stream), append.events);
        expectEvents(await store().readStream(append.stream, { backwards: true }), [
          ...append.events.toReversed(),
        ]);
      }
    });
  });

  describe('readAll', () => {
    test('pages through categories in position order and meets every event once', async () => {
      const [mine, also, other] = [newCategory(), newCategory(), newCategory()];
      const start = await store().head();
      const appends = range(0, 30).map((number) =>
        numbered(newStream([mine, other, also][number % 3]), NO_STREAM, [number, number]),
      );
      for (const append of appends) await appended(store(), append);
      const expected = appends
        .filter((_, index) => index % 3 !== 1)
        .flatMap(({ events }) => events);

      for (const limit of [1, 7, 1_000]) {
        const { events, pages } = await readEverything(store(), start, [mine, also], limit);
        expectEvents(events, expected);
        expectRising(events.map((event) => event.position));
        for (const page of pages) {
          const last = page.events.at(-1);
          if (last) expectRising([last.position, page.scannedTo]);
        }
      }
    });

    test('takes every category when none is named', async () => {
      const start = await store().head();
      const appends = range(0, 3).map((number) => numbered(newStream(), NO_STREAM, [number]));
      await appended(store(), ...appends);
      const streams = new Set(appends.map((append) => append.stream));

      const mine: StoredEvent[] = [];
      for (let from = start; ;) {
        const page = await store().readAll({ from, limit: 100 });
        mine.push(...page.events.filter((event) => streams.has(event.stream)));
        if (page.events.length < 100) break;
        from = page.scannedTo;
      }

      const inOrder = appends
        .flatMap((append) => append.events)
        .toSorted((a, b) => placeOf(mine, a) - placeOf(mine, b));
      expectEvents(mine, inOrder);
      expectRising(mine.map((event) => event.position));
    });

    test('begins at a position, inclusive', async () => {
      const category = newCategory();
      const append = numbered(newStream(category), NO_STREAM, [1, 2, 3]);
      await appended(store(), append);
      const events = await store().readStream(append.stream);

      for (const [index, event] of events.entries()) {
        const page = await store().readAll({ from: event.position, categories: [category] });
        expectEvents(page.events, append.events.slice(index));
      }
      const whole = await store().readAll({ from: START, categories: [category] });
      expectEvents(whole.events, append.events);
    });

    test('has looked at everything that was there when a page is not full', async () => {
      const category = newCategory();
      const start = await store().head();
      await appended(store(), numbered(newStream(), NO_STREAM, [1]));
      const head = await store().head();

      const empty = await store().readAll({ from: start, categories: [category] });

      expect(empty.events).toEqual([]);
      expectRising([head, empty.scannedTo]);
      // Whoever goes on from there, reading or following, misses nothing and meets nothing twice.
      const append = numbered(newStream(category), NO_STREAM, [2]);
      await appended(store(), append);
      const next = await store().readAll({ from: empty.scannedTo, categories: [category] });
      expectEvents(next.events, append.events);
      expectRising([empty.scannedTo, next.scannedTo]);
    });

    test('answers an empty page beyond the end', async () => {
      const category = newCategory();
      await appended(store(), numbered(newStream(category), NO_STREAM, [1]));
      const { scannedTo } = await store().readAll({ from: START, categories: [category] });

      const page = await store().readAll({ from: scannedTo, categories: [category] });

      expect(page.events).toEqual([]);
      expect(comparePositions(page.scannedTo, scannedTo)).toBeGreaterThanOrEqual(0);
    });
  });

  describe('opened again', () => {
    test('the store has the same events at the same positions and goes on behind them', async () => {
      const category = newCategory();
      const start = await store().head();
      const appends = range(0, 10).map((number) =>
        numbered(newStream(category), NO_STREAM, [number, number]),
      );
      await appended(store(), ...appends);
      const before = await readEverything(store(), start, [category], 1_000);
      const head = await store().head();

      const reopened = await underTest().reopen();

      const after = await readEverything(reopened, start, [category], 1_000);
      expect(after.events).toEqual(before.events);
      expect(after.events).toHaveLength(20);
      expect(comparePositions(await reopened.head(), head)).toBeGreaterThanOrEqual(0);
      const [stream] = appends.map((append) => append.stream);
      const [next] = await appended(reopened, numbered(stream ?? '', 1, [2]));
      expectRising([head, next ?? start]);
    });
  });
}

const placeOf = (stored: readonly StoredEvent[], event: SealedEvent): number =>
  stored.findIndex(({ id }) => id === event.id);
