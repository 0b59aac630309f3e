import { comparePositions, type Position } from '@gifting/kernel';
import type { StoreUnderTest } from './opened-store.contract';
import { NO_STREAM, type SealedEvent, type StoredEvent } from '../event-store.port';
import {
  appended,
  expectEvents,
  followUntil,
  newCategory,
  newStream,
  numbered,
  PATIENCE_MS,
  range,
} from './events.contract';

export function describeFollow(underTest: StoreUnderTest): void {
  const store = () => underTest().store;
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);
  const count = (wanted: number) => (events: readonly StoredEvent[]) => events.length >= wanted;

  describe('follow', () => {
    test('catches up, then goes on live, without a hole or a double', async () => {
      const category = newCategory();
      const after = await store().head();
      const events: SealedEvent[] = [];
      const appendMore = async (numbers: readonly number[]) => {
        const append = numbered(newStream(category), NO_STREAM, numbers);
        events.push(...append.events);
        await appended(store(), append);
      };
      for (const first of [0, 700, 1_400]) await appendMore(range(first, first + 700));

      // The follower is in the midst of the old events when the new ones come.
      const following = followUntil(store(), { after, categories: [category] }, count(2_400));
      for (const first of [2_100, 2_200, 2_300]) await appendMore(range(first, first + 100));

      expectEvents((await following).events, events);
    });

    test('catches up with what was there before the store was opened again', async () => {
      const [mine, other] = [newCategory(), newCategory()];
      const after = await store().head();
      const appends = range(0, 40).map((number) =>
        numbered(newStream(number % 2 === 0 ? mine : other), NO_STREAM, range(0, 40)),
      );
      for (const append of appends) await appended(store(), append);
      const reopened = await underTest().reopen();

      const following = followUntil(reopened, { after, categories: [mine] }, count(840));
      const last = numbered(newStream(mine), NO_STREAM, range(0, 40));
      await appended(reopened, last);

      const old = appends.filter((_, index) => index % 2 === 0).flatMap(({ events }) => events);
      expectEvents((await following).events, [...old, ...last.events]);
    });

    test('yields what comes after it has begun to wait', async () => {
      const category = newCategory();
      const end = new AbortController();
      const follow = { after: await store().head(), categories: [category], signal: end.signal };
      const batches = store().follow(follow)[Symbol.asyncIterator]();

      for (const number of [1, 2]) {
        const append = numbered(newStream(category), NO_STREAM, [number]);
        const events: StoredEvent[] = [];
        const arrived = (async () => {
          while (events.length === 0) {
            const { done, value } = await batches.next();
            if (done === true) throw new Error('the iteration ended by itself');
            events.push(...value.events);
          }
        })();
        await appended(store(), append);
        await arrived;
        expectEvents(events, append.events);
      }

      end.abort();
    });

    test('begins behind a position', async () => {
      const category = newCategory();
      const append = numbered(newStream(category), NO_STREAM, [1, 2, 3]);
      await appended(store(), append);
      const [first] = await store().readStream(append.stream);
      if (first === undefined) throw new Error('the stream is empty');

      const follow = { after: first.position, categories: [category] };
      const { events, last } = await followUntil(store(), follow, count(2));

      expectEvents(events, append.events.slice(1));
      // A follower that takes up where this one ended goes on behind it.
      const next = numbered(newStream(category), NO_STREAM, [4]);
      await appended(store(), next);
      const resumed = { after: last.scannedTo, categories: [category] };
      expectEvents((await followUntil(store(), resumed, count(1))).events, next.events);
    });

    test('takes only the categories that were asked for', async () => {
      const [mine, also, other] = [newCategory(), newCategory(), newCategory()];
      const after = await store().head();
      const appends = range(0, 30).map((number) =>
        numbered(newStream([mine, other, also][number % 3]), NO_STREAM, [number]),
      );
      for (const append of appends) await appended(store(), append);

      const both = await followUntil(store(), { after, categories: [mine, also] }, count(20));
      const one = await followUntil(store(), { after, categories: [other] }, count(10));

      const of = (...rests: readonly number[]) =>
        appends.filter((_, index) => rests.includes(index % 3)).flatMap(({ events }) => events);
      expectEvents(both.events, of(0, 2));
      expectEvents(one.events, of(1));
    });

    test('takes every category when none is named', async () => {
      const after = await store().head();
      const append = numbered(newStream(), NO_STREAM, [1, 2]);
      await appended(store(), append);
      const mine = (events: readonly StoredEvent[]) =>
        events.filter((event) => event.stream === append.stream);

      const { events } = await followUntil(store(), { after }, (all) => mine(all).length >= 2);

      expectEvents(mine(events), append.events);
    });

    test('moves scannedTo where nothing matches', async () => {
      const after = await store().head();
      const categories = [newCategory()];
      const positions: Position[] = [];
      const following = followUntil(store(), { after, categories }, (_, { scannedTo }) =>
        positions.some((position) => comparePositions(scannedTo, position) >= 0),
      );
      positions.push(...(await appended(store(), numbered(newStream(), NO_STREAM, [1]))));
      // The follower may have seen that event before its position was known here.
      await appended(store(), numbered(newStream(), NO_STREAM, [2]));

      expect((await following).events).toEqual([]);
    });

    test('ends silently when the signal aborts', async () => {
      const end = new AbortController();
      const after = await store().head();
      const follow = { after, categories: [newCategory()], signal: end.signal };
      const waiting = store().follow(follow)[Symbol.asyncIterator]();
      const ended = (async () => {
        while ((await waiting.next()).done !== true);
      })();

      end.abort();

      await expect(ended).resolves.toBeUndefined();
      expect((await waiting.next()).done).toBe(true);
      const never = store().follow(follow)[Symbol.asyncIterator]();
      expect((await never.next()).done).toBe(true);
    });

    test('can be left at any batch', async () => {
      const category = newCategory();
      const after = await store().head();
      const append = numbered(newStream(category), NO_STREAM, [1]);
      await appended(store(), append);
      const { signal } = new AbortController();

      for await (const { events } of store().follow({ after, categories: [category], signal })) {
        if (events.length === 0) continue;
        expectEvents(events, append.events);
        break;
      }
    });

    test('serves two followers, each in full', async () => {
      const category = newCategory();
      const after = await store().head();
      const follow = { after, categories: [category] };
      const followers = [
        followUntil(store(), follow, count(100)),
        followUntil(store(), follow, count(100)),
      ];
      const events: SealedEvent[] = [];
      for (const number of range(0, 50)) {
        const append = numbered(newStream(category), NO_STREAM, [number, number]);
        events.push(...append.events);
        await appended(store(), append);
      }

      const [first, second] = await Promise.all(followers);

      expectEvents(first?.events ?? [], events);
      expect(second?.events).toEqual(first?.events);
    });
  });
}
