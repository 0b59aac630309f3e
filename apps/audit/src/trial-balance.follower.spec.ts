import { once } from 'node:events';
import type { EventBatch, EventStore, Follow } from '@gifting/event-store';
import { type Position, START } from '@gifting/kernel';
import { Metrics, Readiness } from '@gifting/service';
import { TrialBalanceFollower } from './trial-balance.follower';

const HEAD = '100' as Position;

describe('the books', () => {
  let follows: Follow[];
  let readiness: Readiness;
  let books: TrialBalanceFollower;

  beforeEach(() => {
    jest.useFakeTimers();
    follows = [];
    const store = {
      head: () => Promise.resolve(HEAD),
      async *follow(follow: Follow): AsyncGenerator<EventBatch> {
        follows.push(follow);
        yield { events: [], scannedTo: HEAD };
        await once(follow.signal, 'abort');
      },
    };
    readiness = new Readiness();
    books = new TrialBalanceFollower(store as unknown as EventStore, new Metrics(), readiness);
  });
  afterEach(async () => {
    await books.onApplicationShutdown();
    jest.useRealTimers();
  });

  it('go through the whole history once the process is ready', async () => {
    const check = readiness.expect('wallet');
    books.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(follows).toEqual([]);

    check.ready();
    await jest.advanceTimersByTimeAsync(0);

    expect(follows.map(({ after }) => after)).toEqual([START]);
    expect(await books.report()).toMatchObject({ balanced: true });
  });

  it('begin at once where nothing is waited for', async () => {
    books.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(0);
    expect(follows).toHaveLength(1);
  });

  it('do not wait for ever for a service that cannot become ready', async () => {
    readiness.expect('wallet');
    books.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(follows).toHaveLength(1);
  });

  it('can be closed while they wait', async () => {
    readiness.expect('wallet');
    books.onApplicationBootstrap();
    await books.onApplicationShutdown();
  });
});
