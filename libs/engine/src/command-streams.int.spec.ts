import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EventStore, sealEvents } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { type DomainEvent, refuse, type Refusal } from '@gifting/kernel';
import { FaultDisk } from '@gifting/testing';
import { SystemClock } from './clock';
import { type AnyStreamKind } from './stream-kind';
import { CommandHandler } from './command-handler';
import { StreamCache } from './stream-cache';
import { type CommandAnswer, type CommandRequest, CommandStreams } from './command-streams';
import { StreamWatcher } from './stream-watcher';

/** Records whatever event is asked for, or refuses with what was asked. */
const kind: AnyStreamKind = {
  category: 'wish',
  decider: {
    initial: undefined,
    decide: (asked: DomainEvent | Refusal) => ('refused' in asked ? asked : [asked]),
    evolve: (state) => state,
  },
  commandOf: () => ({}),
};

const asked = (what: string): DomainEvent => ({
  type: 'WishAsked',
  schemaVersion: 1,
  data: { what },
});
const GRANTED: DomainEvent = { type: 'WishGranted', schemaVersion: 1, data: {} };

describe('CommandStreams', () => {
  let dir: string;
  let store: EventStore;
  let watcher: StreamWatcher;
  let commands: CommandStreams;
  const clock = new SystemClock();
  let keys = 0;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'command-streams-'));
    store = await openEmbeddedEventStore({ dir });
    watcher = new StreamWatcher(store, ['wish']);
    await watcher.start();
    commands = new CommandStreams(
      store,
      new CommandHandler({ streams: store, clock, cache: new StreamCache(store, 100) }),
      watcher,
    );
  });
  afterAll(async () => {
    await watcher.stop();
    await store.close();
    await rm(dir, { recursive: true });
  });

  const streamOf = (idempotencyKey: string) => `wish-${idempotencyKey}`;
  const freshStream = () => streamOf(`key-${(keys += 1)}`);

  const request = (
    stream: string,
    what = 'rain',
    changes: Partial<CommandRequest> = {},
  ): CommandRequest => ({
    kind,
    stream,
    requestHash: `hash of ${what}`,
    actor: { role: 'viewer', sub: 'ana' },
    traceId: 'a'.repeat(32),
    command: () => asked(what),
    isOutcome: ({ type }) => type === 'WishGranted',
    ...changes,
  });

  const grant = (stream: string) =>
    store.append([
      sealEvents(stream, 0, [{ event: GRANTED, metadata: { recordedAt: clock.now() } }]),
    ]);

  async function execute(one: CommandRequest, waitMs = 5_000) {
    const [answer] = await commands.execute([one], waitMs);
    if (answer === undefined) throw new Error('no answer');
    return answer;
  }
  const typesOf = (answer: unknown) => (answer as CommandAnswer).events.map(({ type }) => type);

  it('records a command with who asked, what and when, and waits for its outcome', async () => {
    const stream = freshStream();
    const answering = execute(request(stream));
    await grantWhenAsked(stream);
    const answer = await answering;
    expect(answer).toMatchObject({ decided: true, replayed: false });
    expect(typesOf(answer)).toEqual(['WishAsked', 'WishGranted']);
    const [recorded] = await store.readStream(stream);
    expect(recorded?.metadata).toEqual({
      actor: { role: 'viewer', sub: 'ana' },
      recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      requestHash: 'hash of rain',
      traceId: 'a'.repeat(32),
    });
  });

  it('answers with what is known when the wait is over', async () => {
    const stream = freshStream();
    const answer = await execute(request(stream), 20);
    expect(answer).toMatchObject({ decided: false, replayed: false });
    expect(typesOf(answer)).toEqual(['WishAsked']);
  });

  it('answers a repetition from the stream, however often and whenever it comes', async () => {
    const stream = freshStream();
    const first = execute(request(stream));
    const second = execute(request(stream, 'rain', { traceId: 'b'.repeat(32) }));
    await grantWhenAsked(stream);
    const answers = await Promise.all([first, second]);
    expect(answers.map((answer) => (answer as CommandAnswer).replayed).sort()).toEqual([
      false,
      true,
    ]);
    const later = await execute(request(stream));
    expect(later).toMatchObject({ decided: true, replayed: true });
    expect(typesOf(later)).toEqual(['WishAsked', 'WishGranted']);
    expect(await store.readStream(stream)).toHaveLength(2);
  });

  it('refuses other content under the same key, and records nothing', async () => {
    const stream = freshStream();
    await execute(request(stream), 0);
    const other = await execute(request(stream, 'sun'));
    expect(other).toMatchObject({ refused: 'idempotency-mismatch' });
    expect(await store.readStream(stream)).toHaveLength(1);
  });

  it('refuses before anything is recorded, unless the key was used', async () => {
    const [unused, used] = [freshStream(), freshStream()];
    const refusal = refuse('unknown-gift', 'no such wish');
    const refused = { command: () => refusal };
    expect(await execute(request(unused, 'rain', refused))).toEqual(refusal);
    expect(await store.readStream(unused)).toEqual([]);
    await execute(request(used), 0);
    await grant(used);
    // What was recorded stays the answer, also when the rules have changed since.
    expect(await execute(request(used, 'rain', refused))).toMatchObject({
      decided: true,
      replayed: true,
    });
  });

  it('takes many commands in one call, and answers each by itself', async () => {
    const streams = [freshStream(), freshStream(), freshStream()] as const;
    await execute(request(streams[1]), 0);
    const answering = commands.execute(
      [request(streams[0]), request(streams[1], 'sun'), request(streams[2])],
      5_000,
    );
    await Promise.all([grantWhenAsked(streams[0]), grantWhenAsked(streams[2])]);
    const answers = await answering;
    expect(answers[0]).toMatchObject({ decided: true, replayed: false });
    expect(answers[1]).toMatchObject({ refused: 'idempotency-mismatch' });
    expect(answers[2]).toMatchObject({ decided: true, replayed: false });
  });

  async function grantWhenAsked(stream: string): Promise<void> {
    while ((await store.readStream(stream)).length === 0) await new Promise(setImmediate);
    await grant(stream);
  }

  describe('on a store that is ahead of the disk', () => {
    let aheadStore: EventStore;
    let aheadWatcher: StreamWatcher;
    let aheadCommands: CommandStreams;
    let release: () => void;
    let order: string[];

    beforeEach(async () => {
      const disk = new FaultDisk();
      const ownDir = await mkdtemp(join(dir, 'ahead-'));
      aheadStore = await openEmbeddedEventStore({ dir: ownDir, disk });
      aheadWatcher = new StreamWatcher(aheadStore, ['wish']);
      await aheadWatcher.start();
      const streams = aheadStore.ahead;
      const cache = new StreamCache(streams, 100);
      const aheadHandler = new CommandHandler({ streams, clock, cache });
      aheadCommands = new CommandStreams(aheadStore, aheadHandler, aheadWatcher);
      order = [];
      release = disk.hold();
    });
    afterEach(async () => {
      await aheadWatcher.stop();
      await aheadStore.close();
    });

    const ask = async (stream: string, waitMs: number, traceId = 'a'.repeat(32)) => {
      const asking = request(stream, 'rain', { traceId });
      const [answer] = await aheadCommands.execute([asking], waitMs);
      order.push('answered');
      return answer;
    };
    const recorded = async (stream: string) => {
      while ((await aheadStore.ahead.readStream(stream)).length === 0) await nextTurn();
    };

    it('answers what is only recorded when that is durable', async () => {
      const stream = freshStream();
      const answering = ask(stream, 0);
      await recorded(stream);
      order.push('released');
      release();
      expect(typesOf(await answering)).toEqual(['WishAsked']);
      expect(order).toEqual(['released', 'answered']);
    });

    it('tells of an outcome when that is durable', async () => {
      const stream = freshStream();
      const answering = ask(stream, 5_000);
      await recorded(stream);
      await aheadStore.ahead.append([
        sealEvents(stream, 0, [{ event: GRANTED, metadata: { recordedAt: clock.now() } }]),
      ]);
      await nextTurn();
      order.push('released');
      release();
      expect(typesOf(await answering)).toEqual(['WishAsked', 'WishGranted']);
      expect(order).toEqual(['released', 'answered']);
    });

    it('answers a second try when the first is durable', async () => {
      const stream = freshStream();
      const [first, second] = [ask(stream, 0), ask(stream, 0, 'b'.repeat(32))];
      await recorded(stream);
      await nextTurn();
      order.push('released');
      release();
      expect([await first, await second]).toMatchObject([{ replayed: false }, { replayed: true }]);
      expect(order).toEqual(['released', 'answered', 'answered']);
    });
  });
});
