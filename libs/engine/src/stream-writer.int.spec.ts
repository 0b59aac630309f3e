import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EventStore, sealEvents, UnknownOutcome } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { type DomainEvent, refuse } from '@gifting/kernel';
import { FaultDisk } from '@gifting/testing';
import { SystemClock } from './clock';
import { type StreamKind } from './stream-kind';
import { StreamCache } from './stream-cache';
import { StreamWriter } from './stream-writer';

type Said = DomainEvent<'Said', { readonly word: string }>;

/** Remembers the first word that was said; the same again is nothing, another is refused. */
const target: StreamKind<string, Said, string> = {
  category: 'word',
  decider: {
    initial: '',
    decide: (word, said) => {
      if (said === word) return [];
      if (said !== '') return refuse('purchase-conflict', 'another word was said');
      return [{ type: 'Said', schemaVersion: 1, data: { word } }];
    },
    evolve: (_, { data }) => data.word,
  },
  commandOf: () => '',
};

describe('StreamWriter', () => {
  let dir: string;
  let store: EventStore;
  let cache: StreamCache;
  let writer: StreamWriter;
  const clock = new SystemClock();

  const say = (stream: string, word: string) => ({
    target,
    stream,
    metadata: { traceId: 'a'.repeat(32) },
    command: () => word,
  });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stream-writer-'));
    store = await openEmbeddedEventStore({ dir });
  });
  beforeEach(() => {
    cache = new StreamCache(store, 100);
    writer = new StreamWriter(cache, clock);
  });
  afterAll(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  it('answers each request by itself, those for one stream in their order', async () => {
    const answers = await writer.execute([
      say('word-a', 'rain'),
      say('word-b', 'sun'),
      say('word-a', 'rain'),
      say('word-a', 'snow'),
    ]);
    expect(answers.map(({ refusal, written }) => [written, refusal?.refused])).toEqual([
      [true, undefined],
      [true, undefined],
      [false, undefined],
      [false, 'purchase-conflict'],
    ]);
    expect((await store.readStream('word-a')).map(({ data }) => data)).toEqual([{ word: 'rain' }]);
  });

  it('decides again where somebody else wrote first', async () => {
    await cache.load(target, 'word-c');
    const event = { type: 'Said', schemaVersion: 1, data: { word: 'wind' } };
    const metadata = { recordedAt: clock.now() };
    await store.append([sealEvents('word-c', -1, [{ event, metadata }])]);
    const [answer] = await writer.execute([say('word-c', 'hail')]);
    expect(answer).toMatchObject({ written: false, refusal: { refused: 'purchase-conflict' } });
  });

  it('forgets a stream whose append has an unknown outcome', async () => {
    jest.spyOn(store, 'append').mockRejectedValueOnce(new UnknownOutcome('no answer'));
    await expect(writer.execute([say('word-d', 'fog')])).rejects.toThrow(UnknownOutcome);
    expect(cache.peek('word-d')).toBeUndefined();
    const [answer] = await writer.execute([say('word-d', 'fog')]);
    expect(answer?.written).toBe(true);
  });

  it('answers when all is durable that an answer rests on', async () => {
    const disk = new FaultDisk();
    const onDisk = await openEmbeddedEventStore({ dir: await mkdtemp(join(dir, 'ahead-')), disk });
    const ahead = new StreamWriter(new StreamCache(onDisk.ahead, 100), clock);
    const order: string[] = [];
    const answered = async (word: string) => {
      const [answer] = await ahead.execute([say('word-e', word)]);
      order.push('answered');
      return answer;
    };
    const release = disk.hold();

    const first = answered('rain');
    while ((await onDisk.ahead.readStream('word-e')).length === 0) await nextTurn();
    const [again, other] = [answered('rain'), answered('snow')];
    await nextTurn();
    order.push('released');
    release();

    expect(await Promise.all([first, again, other])).toMatchObject([
      { written: true },
      { written: false, refusal: undefined },
      { written: false, refusal: { refused: 'purchase-conflict' } },
    ]);
    expect(order).toEqual(['released', 'answered', 'answered', 'answered']);
    await onDisk.close();
  });
});
