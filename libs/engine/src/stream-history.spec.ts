import fc from 'fast-check';
import type { StoredEvent, StreamRead } from '@gifting/event-store';
import type { Position } from '@gifting/kernel';
import { revisionAfter } from './stream-history';

/** A stream whose events have these positions. */
function streamAt(positions: readonly number[]) {
  let reads = 0;
  const events = positions.map(
    (position, revision) => ({ revision, position: String(position) }) as StoredEvent,
  );
  return {
    reads: () => reads,
    readStream: (_: string, { from, backwards, limit }: StreamRead = {}) => {
      reads += 1;
      const found = backwards === true ? [...events].reverse() : events.slice(from);
      return Promise.resolve(found.slice(0, limit));
    },
  };
}

const after = (positions: readonly number[], position: number) =>
  revisionAfter(streamAt(positions), 'earnings-cleo', String(position) as Position);

describe('the revision after a position', () => {
  it('is the first one that a stream will have', async () => {
    expect(await after([], 7)).toBe(0);
  });

  it('is that of the first later event in any stream', async () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(gaps, fc.nat(1_000), async (steps, position) => {
        let last = 0;
        const positions = steps.map((step) => (last += step));
        const later = positions.findIndex((each) => each > position);
        expect(await after(positions, position)).toBe(later < 0 ? positions.length : later);
      }),
    );
  });

  it('is found in a long stream with few reads', async () => {
    const stream = streamAt(Array.from({ length: 100_000 }, (_, index) => index + 1));
    expect(await revisionAfter(stream, 'earnings-cleo', '3' as Position)).toBe(3);
    expect(stream.reads()).toBeLessThan(20);
  });
});
