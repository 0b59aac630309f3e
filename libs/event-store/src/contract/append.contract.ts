import { comparePositions, type Position } from '@gifting/kernel';
import type { StoreUnderTest } from './opened-store.contract';
import { type EventMetadata, NO_STREAM } from '../event-store.port';
import {
  appended,
  appendOf,
  expectEvents,
  expectRising,
  newStream,
  numbered,
  PATIENCE_MS,
  positionOf,
  range,
  RECORDED_AT,
} from './events.contract';

export function describeAppend(underTest: StoreUnderTest): void {
  const store = () => underTest().store;
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('append', () => {
    test('begins a stream and answers with the position of its last event', async () => {
      const stream = newStream();
      const append = numbered(stream, NO_STREAM, [1, 2, 3]);

      const [position] = await appended(store(), append);

      const events = await store().readStream(stream);
      expectEvents(events, append.events);
      expectRising(events.map((event) => event.position));
      expect(events.at(-1)?.position).toBe(position);
    });

    test('goes on at the revision of the last event', async () => {
      const stream = newStream();
      const first = numbered(stream, NO_STREAM, [1]);
      const second = numbered(stream, 0, [2, 3]);
      const third = numbered(stream, 2, [4]);

      for (const append of [first, second, third]) await appended(store(), append);

      const events = await store().readStream(stream);
      expectEvents(events, [...first.events, ...second.events, ...third.events]);
      expectRising(events.map((event) => event.position));
      expect(events.map((event) => event.revision)).toEqual([0, 1, 2, 3]);
    });

    test('refuses a revision that is behind, ahead or of a stream that is not there', async () => {
      const [stream, missing] = [newStream(), newStream()];
      const kept = numbered(stream, NO_STREAM, [1, 2]);
      await appended(store(), kept);

      const results = await store().append([
        numbered(stream, NO_STREAM, [9]),
        numbered(stream, 0, [9]),
        numbered(stream, 2, [9]),
        numbered(missing, 0, [9]),
      ]);

      expect(results).toEqual([
        { outcome: 'wrong-revision', actualRevision: 1 },
        { outcome: 'wrong-revision', actualRevision: 1 },
        { outcome: 'wrong-revision', actualRevision: 1 },
        { outcome: 'wrong-revision', actualRevision: NO_STREAM },
      ]);
      expectEvents(await store().readStream(stream), kept.events);
      expect(await store().readStream(missing)).toEqual([]);
    });

    test('answers each of many appends in one call, in their order', async () => {
      const taken = newStream();
      await appended(store(), numbered(taken, NO_STREAM, [1]));
      const appends = range(0, 50).map((number) => numbered(newStream(), NO_STREAM, [number, -1]));

      const results = await store().append([
        ...appends.slice(0, 25),
        numbered(taken, NO_STREAM, [9]),
        ...appends.slice(25),
      ]);

      expect(results[25]).toEqual({ outcome: 'wrong-revision', actualRevision: 0 });
      const positions = results.toSpliced(25, 1).map(positionOf);
      for (const [index, append] of appends.entries()) {
        const events = await store().readStream(append.stream);
        expectEvents(events, append.events);
        expect(events.at(-1)?.position).toBe(positions[index]);
      }
    });

    test('applies several appends to one stream in the order of the call', async () => {
      const stream = newStream();
      const first = numbered(stream, NO_STREAM, [1]);
      const second = numbered(stream, 0, [2, 3]);
      const stale = numbered(stream, 0, [9]);
      const third = numbered(stream, 2, [4]);

      const results = await store().append([first, second, stale, third]);

      const events = await store().readStream(stream);
      expectEvents(events, [...first.events, ...second.events, ...third.events]);
      expect(results).toEqual([
        { outcome: 'appended', position: events[0]?.position },
        { outcome: 'appended', position: events[2]?.position },
        { outcome: 'wrong-revision', actualRevision: 2 },
        { outcome: 'appended', position: events[3]?.position },
      ]);
    });

    test('answers a call without appends', async () => {
      expect(await store().append([])).toEqual([]);
    });

    test('lets exactly one of many appends at the same revision win', async () => {
      const stream = newStream();
      const begun = numbered(stream, NO_STREAM, [-1]);
      await appended(store(), begun);
      const rivals = range(0, 50).map((number) => numbered(stream, 0, [number]));

      const results = (await Promise.all(rivals.map((rival) => store().append([rival])))).flat();

      const winner = results.findIndex((result) => result.outcome === 'appended');
      const events = await store().readStream(stream);
      expectEvents(events, [...begun.events, ...(rivals[winner]?.events ?? [])]);
      expect(results).toEqual(
        rivals.map((_, index) =>
          index === winner
            ? { outcome: 'appended', position: events[1]?.position }
            : { outcome: 'wrong-revision', actualRevision: 1 },
        ),
      );
    });

    test('keeps many streams apart that are written at once', async () => {
      const chains = range(0, 20).map(() => newStream());

      await Promise.all(
        chains.map(async (stream) => {
          for (const revision of range(0, 10)) {
            await appended(store(), numbered(stream, revision - 1, [revision]));
          }
        }),
      );

      for (const stream of chains) {
        const events = await store().readStream(stream);
        expect(events.map((event) => event.revision)).toEqual(range(0, 10));
        expectEvents(
          events,
          range(0, 10).flatMap((revision) => numbered(stream, revision - 1, [revision]).events),
        );
      }
    });
  });

  describe('an event', () => {
    test('reads back with every field, from memory and after the store was opened again', async () => {
      const stream = newStream();
      const metadata: EventMetadata = {
        actor: { role: 'operator', sub: 'op-1' },
        recordedAt: RECORDED_AT,
        requestHash: 'a'.repeat(64),
        source: { position: '123456789012345678' as Position, producer: 'gift', store: 'id.1' },
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      };
      const append = appendOf(stream, NO_STREAM, MANY_KINDS_OF_DATA, metadata);
      await appended(store(), append);

      const before = await store().readStream(stream);
      const after = await (await underTest().reopen()).readStream(stream);

      expectEvents(before, append.events);
      expectEvents(after, append.events);
      expect(after).toEqual(before);
    });

    test('may be large', async () => {
      const stream = newStream();
      const append = appendOf(stream, NO_STREAM, [{ text: 'größe '.repeat(30_000) }, { end: 1 }]);
      expect(append.events[0]?.bytes.length).toBeGreaterThan(200_000);
      await appended(store(), append);

      expectEvents(await store().readStream(stream), append.events);
      expectEvents(await (await underTest().reopen()).readStream(stream), append.events);
    });
  });

  describe('head', () => {
    test('is the position of the newest event', async () => {
      const start = await store().head();
      const [first] = await appended(store(), numbered(newStream(), NO_STREAM, [1, 2]));
      const head = await store().head();
      const [second] = await appended(store(), numbered(newStream(), NO_STREAM, [3]));

      expectRising([start, first ?? start]);
      expect(comparePositions(head, first ?? start)).toBeGreaterThanOrEqual(0);
      expectRising([head, second ?? start]);
    });
  });
}

const MANY_KINDS_OF_DATA = [
  {},
  { '': 'empty name', ' ': 'blank', é: 'accent', '💎': 'pair', 'a"b\\c': 'quoted' },
  { text: 'Zoë ✨ 漢字 \u{1F381} e\u0301 \u202Eright to left' },
  { text: 'quote " backslash \\ slash / tab \t line \n return \r nul \u0000 \u2028\u2029 \uFEFF' },
  { markup: '<script>alert("&amp;")</script>', percent: '%00 %s ${x}', json: '{"stream":"x-1"}' },
  { largest: Number.MAX_SAFE_INTEGER, negative: -1, nothing: null, truth: [true, false], zero: 0 },
  { deep: { deeper: [{ deepest: [[], {}, ''] }] }, money: { currency: 'USD', value: '2.08' } },
];
