import type { StoreUnderTest } from './opened-store.contract';
import { type Append, NO_STREAM } from '../event-store.port';
import { appended, expectEvents, newStream, numbered, PATIENCE_MS, range } from './events.contract';

export function describeRepeat(underTest: StoreUnderTest): void {
  const store = () => underTest().store;
  const test = (name: string, body: () => Promise<void>) => it(name, body, PATIENCE_MS);

  describe('append of the same events again', () => {
    /** Expects a repeat to succeed at the first position and to write nothing. */
    async function expectRepeat(append: Append, position: string): Promise<void> {
      const before = await store().readStream(append.stream);
      expect(await store().append([append])).toEqual([{ outcome: 'appended', position }]);
      expect(await store().readStream(append.stream)).toEqual(before);
    }

    test('succeeds at the first position and writes nothing', async () => {
      const stream = newStream();
      const one = numbered(stream, NO_STREAM, [1]);
      const many = numbered(stream, 0, [2, 3, 4]);
      const positions = [...(await appended(store(), one)), ...(await appended(store(), many))];

      await expectRepeat(one, positions[0] ?? '');
      await expectRepeat(many, positions[1] ?? '');
      // Sealed anew from the same content the events have the same ids.
      await expectRepeat(numbered(stream, 0, [2, 3, 4]), positions[1] ?? '');
    });

    test('succeeds though the stream has gone on, and after the store was opened again', async () => {
      const stream = newStream();
      const append = numbered(stream, NO_STREAM, [1, 2]);
      const [position] = await appended(store(), append);
      await appended(store(), numbered(stream, 1, [3, 4]));

      await expectRepeat(append, position ?? '');

      const reopened = await underTest().reopen();
      expect(await reopened.append([append])).toEqual([{ outcome: 'appended', position }]);
      expect(await reopened.readStream(stream)).toHaveLength(4);
    });

    test('succeeds for all of those who append at once', async () => {
      const append = numbered(newStream(), NO_STREAM, [1, 2]);

      const results = await Promise.all(range(0, 20).map(() => store().append([append])));

      const events = await store().readStream(append.stream);
      expectEvents(events, append.events);
      expect(results.flat()).toEqual(
        results.map(() => ({ outcome: 'appended', position: events[1]?.position })),
      );
    });

    test('succeeds within one call', async () => {
      const append = numbered(newStream(), NO_STREAM, [1]);

      const [first, second] = await appended(store(), append, append);

      expect(second).toBe(first);
      expectEvents(await store().readStream(append.stream), append.events);
    });

    test('is refused when only some of them stand there', async () => {
      const stream = newStream();
      const kept = numbered(stream, NO_STREAM, [1, 2]);
      await appended(store(), kept);

      const results = await store().append([
        numbered(stream, NO_STREAM, [1, 9]),
        numbered(stream, NO_STREAM, [9, 2]),
        numbered(stream, NO_STREAM, [1, 2, 3]),
      ]);

      expect(results).toEqual(
        results.map(() => ({ outcome: 'wrong-revision', actualRevision: 1 })),
      );
      expectEvents(await store().readStream(stream), kept.events);
    });
  });
}
