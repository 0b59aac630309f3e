import type { Position } from '@gifting/kernel';
import { type FeedBatch, FeedListener } from './feed-listener';

const frame = (position: number) => ({
  position: String(position) as Position,
  bytes: Buffer.from(`${position},`),
});

const batch = (...positions: readonly number[]): FeedBatch => {
  const frames = positions.map(frame);
  return { frames, bytes: Buffer.concat(frames.map(({ bytes }) => bytes)) };
};

function listening(after: number) {
  const writes: Buffer[] = [];
  const cut = jest.fn();
  const stream = { cut, write: (bytes: Buffer) => writes.push(bytes) };
  const listener = new FeedListener(stream, String(after) as Position);
  return { listener, writes, cut, text: () => writes.join('') };
}

describe('a listener', () => {
  it('gets history first, then what came meanwhile, each once and in order', () => {
    const { listener, text } = listening(2);
    listener.take(batch(4, 6));
    for (const position of [3, 4]) listener.write(frame(position));
    listener.take(batch(9));
    expect(text()).toBe('3,4,');
    listener.goLive();
    listener.take(batch(10, 12));
    expect(text()).toBe('3,4,6,9,10,12,');
  });

  it('is not told again what it knows', () => {
    const { listener, text } = listening(9);
    listener.goLive();
    listener.take(batch(8, 9));
    listener.take(batch(9, 10));
    listener.take(batch(10));
    expect(text()).toBe('10,');
  });

  it('costs one write for each batch, of the very bytes that others get', () => {
    const { listener, writes } = listening(0);
    listener.goLive();
    const shared = batch(1, 2, 3);
    listener.take(shared);
    expect(writes).toHaveLength(1);
    expect(writes[0]).toBe(shared.bytes);
  });

  it('is cut when history takes so long that too much is held back', () => {
    const { listener, cut, writes } = listening(0);
    for (let position = 1; position <= 1_000; position += 1) listener.take(batch(position));
    expect(cut).not.toHaveBeenCalled();
    listener.take(batch(1_001));
    expect(cut).toHaveBeenCalled();
    expect(writes).toEqual([]);
  });
});
