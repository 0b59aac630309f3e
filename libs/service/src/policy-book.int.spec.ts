import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PRESETS } from '@gifting/economy';
import { type EventStore, type Follow, NO_STREAM, sealEvents } from '@gifting/event-store';
import { openEmbeddedEventStore } from '@gifting/event-store/adapters';
import { CommandHandler } from '@gifting/engine';
import { SystemClock } from '@gifting/engine/runtime';
import { PolicyBook } from './policy-book';
import { activateFirstPolicy, POLICY_STREAM } from './policy-stream';

describe('PolicyBook', () => {
  let dir: string;
  let store: EventStore;
  let book: PolicyBook;
  const clock = new SystemClock();
  const handler = () => new CommandHandler({ streams: store, clock });

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'policy-book-'));
    store = await openEmbeddedEventStore({ dir });
    book = new PolicyBook(store);
  });
  afterEach(async () => {
    await book.stop();
    await store.close();
    await rm(dir, { recursive: true });
  });

  async function append(stream: string, expectedRevision: number, type: string, data = {}) {
    const metadata = { recordedAt: clock.now() };
    const event = { event: { type, schemaVersion: 1, data }, metadata };
    await store.append([sealEvents(stream, expectedRevision, [event])]);
  }

  /** The next version, with the content of another preset. */
  async function activateNext(version: number): Promise<void> {
    const content = PRESETS['share-50'];
    const data = { content, name: content.name, sha256: '', version };
    await append(POLICY_STREAM, version - 2, 'PolicyActivated', data);
  }

  it('knows the versions that were activated before it started, and those that come', async () => {
    await activateFirstPolicy(handler(), PRESETS.seed);
    await activateNext(2);
    book.start();
    await book.ready;
    await until(() => book.version(2) !== undefined);
    expect(book.current.name).toBe('share-50');
    expect(book.version(1)?.name).toBe('seed');

    await activateNext(3);

    await until(() => book.version(3) !== undefined);
    expect(book.current.version).toBe(3);
  });

  it('is ready when the first version comes after it started', async () => {
    book.start();
    expect(() => book.current).toThrow('No policy is active yet.');
    await activateFirstPolicy(handler(), PRESETS.seed);
    await book.ready;
    expect(book.current.version).toBe(1);
  });

  it('does not go through the history of all other streams', async () => {
    await activateFirstPolicy(handler(), PRESETS.seed);
    for (let number = 0; number < 10; number += 1)
      await append(`gift-${number}`, NO_STREAM, 'Sent');
    const head = await store.head();
    const followed: Follow[] = [];
    const follow = store.follow.bind(store);
    jest.spyOn(store, 'follow').mockImplementation((asked) => {
      followed.push(asked);
      return follow(asked);
    });

    book.start();
    await until(() => followed.length === 1);

    expect(followed.map(({ after }) => after)).toEqual([head]);
    expect(book.current.version).toBe(1);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
