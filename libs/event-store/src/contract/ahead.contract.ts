import type { StoreUnderTest } from './opened-store.contract';
import { NO_STREAM, type StoredEvent } from '../event-store.port';
import {
  appended,
  expectEvents,
  followUntil,
  newCategory,
  newStream,
  numbered,
  PATIENCE_MS,
  positionOf,
  range,
} from './events.contract';

/** What holds ahead of the disk whether a store is ahead of it or not. */
export function describeAhead(underTest: StoreUnderTest): void {
  const store = () => underTest().store;
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('ahead', () => {
    test('sees at once what was appended ahead', async () => {
      const stream = newStream();
      const [first, second] = [numbered(stream, NO_STREAM, [1, 2]), numbered(stream, 1, [3])];

      await appended(store().ahead, first);
      const after = await store().ahead.readStream(stream);
      await appended(store().ahead, second);

      expectEvents(after, first.events);
      const backwards = await store().ahead.readStream(stream, { backwards: true, limit: 2 });
      expectEvents(backwards, [...first.events, ...second.events].slice(1).toReversed());
    });

    test('is what the store holds once it is durable', async () => {
      const appends = range(0, 30).map((number) => numbered(newStream(), NO_STREAM, [number]));

      const results = (
        await Promise.all(appends.map((append) => store().ahead.append([append])))
      ).flat();
      await store().ahead.durable();

      for (const [index, { stream, events }] of appends.entries()) {
        const stored = await store().readStream(stream);
        expectEvents(stored, events);
        const [result] = results.slice(index);
        expect(stored.map(({ position }) => position)).toEqual([result && positionOf(result)]);
        expect(await store().ahead.readStream(stream)).toEqual(stored);
      }
    });

    test('follows what is appended on either way, in the order of the store', async () => {
      const category = newCategory();
      const after = await store().head();
      const appends = range(0, 20).map((number) =>
        numbered(newStream(category), NO_STREAM, [number]),
      );
      const follow = { after, categories: [category] };
      const count = (events: readonly StoredEvent[]) => events.length >= appends.length;
      const following = followUntil(store().ahead, follow, count);

      for (const [number, append] of appends.entries()) {
        await appended(number % 2 === 0 ? store().ahead : store(), append);
      }

      const { events } = await following;
      expectEvents(
        events,
        appends.flatMap((append) => append.events),
      );
      expect((await followUntil(store(), follow, count)).events).toEqual(events);
    });

    test('refuses another revision, and accepts a repeat', async () => {
      const stream = newStream();
      const kept = numbered(stream, NO_STREAM, [1, 2]);
      const [position] = await appended(store().ahead, kept);

      const results = await store().ahead.append([numbered(stream, 0, [9]), kept]);

      expect(results).toEqual([
        { outcome: 'wrong-revision', actualRevision: 1 },
        { outcome: 'appended', position },
      ]);
      expectEvents(await store().readStream(stream), kept.events);
    });
  });
}
