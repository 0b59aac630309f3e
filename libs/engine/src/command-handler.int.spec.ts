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
import { CommandHandler } from './command-handler';
import { emptyStream } from './stream-state';

type Said = DomainEvent<'Said', { readonly word: string }>;

/** Remembers the first word that was said; the same again is nothing, another is refused. */
const kind: StreamKind<string, Said, string> = {
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

describe('CommandHandler', () => {
  let dir: string;
  let store: EventStore;
  let cache: StreamCache;
  let handler: CommandHandler;
  const clock = new SystemClock();

  const say = (stream: string, word: string) => ({
    kind,
    stream,
    asked: { traceId: 'a'.repeat(32) },
    command: () => word,
  });

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'command-handler-'));
    store = await openEmbeddedEventStore({ dir });
  });
  beforeEach(() => {
    cache = new StreamCache(store, 100);
    handler = new CommandHandler({ streams: store, clock, cache });
  });
  afterAll(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  it('answers each request by itself, those for one stream in their order', async () => {
    const answers = await handler.handle([
      say('word-a', 'rain'),
      say('word-b', 'sun'),
      say('word-a', 'rain'),
      say('word-a', 'snow'),
    ]);
    expect(answers).toMatchObject([
      { outcome: 'appended' },
      { outcome: 'appended' },
      { outcome: 'unchanged' },
      { outcome: 'refused', refusal: { refused: 'purchase-conflict' } },
    ]);
    expect((await store.readStream('word-a')).map(({ data }) => data)).toEqual([{ word: 'rain' }]);
  });

  it('decides again where somebody else wrote first', async () => {
    await cache.load(kind.decider, 'word-c');
    const event = { type: 'Said', schemaVersion: 1, data: { word: 'wind' } };
    const metadata = { recordedAt: clock.now() };
    await store.append([sealEvents('word-c', -1, [{ event, metadata }])]);
    const [answer] = await handler.handle([say('word-c', 'hail')]);
    expect(answer).toMatchObject({
      outcome: 'refused',
      refusal: { refused: 'purchase-conflict' },
      after: { state: 'wind' },
    });
  });

  it('forgets a stream whose append has an unknown outcome', async () => {
    jest.spyOn(store, 'append').mockRejectedValueOnce(new UnknownOutcome('no answer'));
    await expect(handler.handle([say('word-d', 'fog')])).rejects.toThrow(UnknownOutcome);
    expect(cache.peek('word-d')).toBeUndefined();
    const [answer] = await handler.handle([say('word-d', 'fog')]);
    expect(answer?.outcome).toBe('appended');
  });

  it('writes nothing where the stream is not where the command expects it', async () => {
    const on = emptyStream('');
    const [first] = await handler.handle([{ ...say('word-f', 'rain'), on }]);
    const [second] = await handler.handle([{ ...say('word-f', 'snow'), on }]);
    expect([first?.outcome, second?.outcome]).toEqual(['appended', 'moved-on']);
    expect((await store.readStream('word-f')).map(({ data }) => data)).toEqual([{ word: 'rain' }]);
  });

  it('decides later commands of a stream only where the rules did not throw', async () => {
    const thrown = new Error('cannot be');
    const command = () => {
      throw thrown;
    };
    const outcomes = await handler.handle([
      say('word-g', 'rain'),
      { ...say('word-g', 'rain'), command },
      say('word-g', 'rain'),
      say('word-h', 'rain'),
    ]);
    expect(outcomes).toMatchObject([
      { outcome: 'appended' },
      { outcome: 'failed', error: thrown },
      { outcome: 'failed', error: thrown },
      { outcome: 'appended' },
    ]);
  });

  it('forgets a stream of which nothing more is asked', async () => {
    const finishing = { ...kind, isFinished: (word: string) => word === 'end' };
    await handler.handle([{ ...say('word-i', 'end'), kind: finishing }]);
    await handler.handle([{ ...say('word-j', 'rain'), kind: finishing }]);
    expect([handler.hasAtHand('word-i'), handler.hasAtHand('word-j')]).toEqual([false, true]);
  });

  it('is told of what was appended', async () => {
    const appended: (readonly string[])[] = [];
    const onAppended = (types: readonly string[]) => appended.push(types);
    const told = new CommandHandler({ streams: store, clock, onAppended });
    await told.handle([say('word-k', 'rain'), say('word-k', 'snow'), say('word-l', 'sun')]);
    expect(appended).toEqual([['Said'], ['Said']]);
  });

  it('is durable when all is on disk that its answers rest on', async () => {
    const disk = new FaultDisk();
    const onDisk = await openEmbeddedEventStore({ dir: await mkdtemp(join(dir, 'ahead-')), disk });
    const ahead = new CommandHandler({
      streams: onDisk.ahead,
      clock,
      cache: new StreamCache(onDisk.ahead, 100),
    });
    const order: string[] = [];
    const answered = async (word: string) => {
      const [answer] = await ahead.handle([say('word-e', word)]);
      await ahead.durable();
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
      { outcome: 'appended' },
      { outcome: 'unchanged' },
      { outcome: 'refused', refusal: { refused: 'purchase-conflict' } },
    ]);
    expect(order).toEqual(['released', 'answered', 'answered', 'answered']);
    await onDisk.close();
  });
});
