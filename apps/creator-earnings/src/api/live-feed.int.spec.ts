import { readEvents, StreamWatcher } from '@gifting/engine';
import type { Position } from '@gifting/kernel';
import { eventually, seededRandom, ServiceAlone } from '@gifting/testing';
import type { EarningsEvent } from '../domain/earnings.events';
import { creatorEarningsService } from '..';
import { FeedFrames } from './feed-frames';
import { FeedListener } from './feed-listener';
import { GiftMessages } from './gift-messages';
import { Giver } from './giver.fixture';
import { LiveFeed } from './live-feed';

const LISTENERS = 2_000;
const SEED = 20_261_129;

/** A stream without a socket, which may be closed at any time, as a client that is killed would. */
class FakeStream {
  isOpen = true;
  readonly writes: Buffer[] = [];
  #close: (() => void) | undefined;
  #waits: { readonly count: number; readonly resolve: () => void } | undefined;

  write(bytes: Buffer): void {
    if (!this.isOpen) return;
    this.writes.push(bytes);
    if (this.#waits !== undefined && this.ids().length >= this.#waits.count) this.#waits.resolve();
  }

  onClose(listener: () => void): void {
    this.#close = listener;
  }

  cut(): void {
    this.isOpen = false;
    this.#close?.();
    this.#waits?.resolve();
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  ids(): readonly string[] {
    return [
      ...Buffer.concat(this.writes)
        .toString()
        .matchAll(/^id: (\d+)$/gm),
    ].map(([, id = '']) => id);
  }

  /** Resolves when so many events have come, or when it was cut. */
  async reach(count: number): Promise<void> {
    if (!this.isOpen || this.ids().length >= count) return;
    await new Promise<void>((resolve) => (this.#waits = { count, resolve }));
  }
}

let service: ServiceAlone;
let watcher: StreamWatcher;
let feed: LiveFeed;
const giver = new Giver(() => service);

beforeAll(async () => {
  service = await ServiceAlone.start(creatorEarningsService);
  const { eventStore, noteStore } = service.ports;
  watcher = new StreamWatcher(eventStore, ['earnings']);
  await watcher.start();
  feed = new LiveFeed(eventStore, watcher, new FeedFrames(new GiftMessages(noteStore)));
});

afterAll(async () => {
  await watcher.stop();
  await service.stop();
});

const send = (stream: FakeStream, creatorId: string, after: Position) =>
  feed.send(stream as never, creatorId, after);

const positionsOf = async (creatorId: string) =>
  (await readEvents<EarningsEvent>(service.ports.eventStore, `earnings-${creatorId}`)).map(
    ({ position }) => position,
  );

describe('a hot creator', () => {
  it('has each event encoded once, into one buffer for all listeners', async () => {
    const streams = Array.from({ length: LISTENERS }, () => new FakeStream());
    const head = await service.ports.eventStore.head();
    await Promise.all(streams.map((stream) => send(stream, 'hot', head)));
    const encoded = jest.spyOn(FeedFrames.prototype, 'of');
    for (let coins = 1; coins <= 5; coins += 1) {
      await giver.give('hot', { viewerId: 'ana', coins, message: `gift ${coins}` });
    }
    await Promise.all(streams.map((stream) => stream.reach(5)));
    expect(encoded.mock.calls.flatMap(([events]) => events)).toHaveLength(5);
    encoded.mockRestore();
    const [first] = streams;
    expect(first?.ids()).toEqual(await positionsOf('hot'));
    const shared = first?.writes.map((bytes) => streams.every((s) => s.writes.includes(bytes)));
    expect(shared?.every(Boolean)).toBe(true);
    for (const stream of streams) stream.cut();
  });

  it('does not wait for a listener that was cut', async () => {
    const head = await service.ports.eventStore.head();
    const [slow, quick] = [new FakeStream(), new FakeStream()];
    await Promise.all([send(slow, 'cut', head), send(quick, 'cut', head)]);
    slow.cut();
    await giver.give('cut', { coins: 1 });
    await quick.reach(1);
    expect([slow.ids(), quick.ids()]).toEqual([[], await positionsOf('cut')]);
  });

  it('cuts those who listen when messages cannot be read, so that nobody misses an event', async () => {
    const stream = new FakeStream();
    await send(stream, 'mute', await service.ports.eventStore.head());
    const reading = jest
      .spyOn(service.ports.noteStore, 'get')
      .mockRejectedValueOnce(new Error('notes are not there'));
    await giver.give('mute', { coins: 1, message: 'hello' });
    await stream.reach(1);
    expect([stream.isOpen, stream.ids()]).toEqual([false, []]);
    reading.mockRestore();
    const again = new FakeStream();
    await send(again, 'mute', '0' as Position);
    expect(again.ids()).toEqual(await positionsOf('mute'));
  });
});

describe('a listener that is killed at any time and resumes', () => {
  it(`gets each gift once and in order (seed ${SEED})`, async () => {
    const random = seededRandom(SEED);
    const GIFTS = 300;
    const giving = (async () => {
      for (let coins = 1; coins <= GIFTS; coins += 1) {
        await giver.give('kim', { viewerId: 'ana', coins });
        if (random() < 0.2) await new Promise(setImmediate);
      }
    })();
    const seen: string[] = [];
    let lives = 0;
    while (seen.length < GIFTS) {
      const stream = new FakeStream();
      lives += 1;
      const sending = send(stream, 'kim', (seen.at(-1) ?? '0') as Position);
      // Killed while history is read, while it joins, or live.
      if (random() < 0.5) await sending;
      const missing = GIFTS - seen.length;
      await stream.reach(Math.min(missing, 1 + Math.floor(random() * 8)));
      stream.cut();
      seen.push(...stream.ids());
      await sending;
    }
    await giving;
    expect(lives).toBeGreaterThan(5);
    expect(seen).toEqual(await positionsOf('kim'));
  });
});

describe('a listener that joins', () => {
  it('misses nothing that comes between its last read and the joining', async () => {
    const { eventStore, noteStore } = service.ports;
    await giver.give('jo', { coins: 1 });
    let isFirst = true;
    const late = {
      readStream: async (...[stream, read]: Parameters<typeof eventStore.readStream>) => {
        const events = await eventStore.readStream(stream, read);
        if (read?.backwards !== true && isFirst) {
          isFirst = false;
          await giver.give('jo', { coins: 2 });
          const head = await eventStore.head();
          // The watcher hands the gift out before the listener has joined.
          await eventually(
            () => Promise.resolve(watcher.position),
            (position) => position === head,
          );
        }
        return events;
      },
    };
    const frames = new FeedFrames(new GiftMessages(noteStore));
    const stream = new FakeStream();
    const feedOfLate = new LiveFeed(late as never, watcher, frames);
    // A position after the first gift, found without a read forwards.
    await feedOfLate.send(stream as never, 'jo', await eventStore.head());
    expect(stream.ids()).toEqual((await positionsOf('jo')).slice(1));
    stream.cut();
  });
});

describe('a channel', () => {
  it('closes with its last listener', async () => {
    const unwatch = jest.fn();
    const watching = jest.spyOn(watcher, 'watch').mockReturnValue(unwatch);
    const leave = feed.join('lea', new FeedListener(new FakeStream(), '0' as Position));
    const leaveToo = feed.join('lea', new FeedListener(new FakeStream(), '0' as Position));
    expect(watching).toHaveBeenCalledTimes(1);
    leave();
    expect(unwatch).not.toHaveBeenCalled();
    leaveToo();
    leaveToo();
    expect(unwatch).toHaveBeenCalledTimes(1);
    watching.mockRestore();
  });
});
