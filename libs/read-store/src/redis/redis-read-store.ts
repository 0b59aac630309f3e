import { randomUUID } from 'node:crypto';
import { freezeDeeply } from '@gifting/event-store';
import type { JsonObject, Position } from '@gifting/kernel';
import { Redis } from 'ioredis';
import { assertCommittable, placeOf, SEPARATOR } from '../index-place';
import {
  type IndexedRow,
  type ProjectionCommit,
  type RangeRead,
  ReadStore,
  type RowWrite,
} from '../read-store.port';
import { CHECKPOINT, COMMIT, RANGE } from './redis-scripts';

/** U+001E, ASCII's record separator, between the places of a row. */
const PLACE_END = '\x1e';
/** The first character that is no separator: a bound behind every place of an index. */
const BEHIND_SEPARATOR = '\x20';
const SCAN_KEYS = 1_000;
/** For a Redis that accepts commands and answers none. */
const COMMAND_TIMEOUT_MS = 10_000;

export interface RedisReadStoreOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** Told of every failed or lost connection; the client connects again by itself. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Rows in Redis, see `redis-scripts.ts`. A commit is one script, during which Redis serves nobody else:
 * 5 ms for 1,000 rows with one entry each, 1 s for the 100,000 that a commit may have (Redis 7.0).
 *
 * Redis must not evict (`maxmemory-policy noeviction`): a projection with a missing key is noticed at
 * its next commit and starts again from nothing. A failover may lose the last commits, but each as a
 * whole, so their events are projected again.
 */
export class RedisReadStore extends ReadStore {
  private constructor(private readonly redis: Redis) {
    super();
  }

  /** Connects in the background: a Redis that is away delays boards, and nothing that moves money. */
  static open({ url, onTrouble }: RedisReadStoreOptions): RedisReadStore {
    const redis = new Redis(url, {
      // A lost connection is made again and its commands are sent again, once. Where Redis stays away
      // they fail within 2 s, so that readers are answered, and the projector tries again by itself.
      maxRetriesPerRequest: 1,
      retryStrategy: (tries) => Math.min(50 * 2 ** tries, 800) + Math.random() * 200,
      commandTimeout: COMMAND_TIMEOUT_MS,
      // A replica after a failover refuses writes: look for the new leader.
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),
    });
    redis.on('error', onTrouble);
    return new RedisReadStore(redis);
  }

  override async checkpoint(projection: string): Promise<Position> {
    return (await this.run(CHECKPOINT, projection, [])) as Position;
  }

  override async get(
    projection: string,
    keys: readonly string[],
  ): Promise<readonly (JsonObject | undefined)[]> {
    if (keys.length === 0) return [];
    const values = await this.redis.hmget(rowsKey(projection), ...keys);
    return values.map((value) => (value === null ? undefined : decodeRow(value)));
  }

  override async range(projection: string, read: RangeRead): Promise<readonly IndexedRow[]> {
    const { index, after, backwards, limit } = read;
    const place = after && `(${placeIn(index, after.order, after.key)}`;
    const first = `[${index}${SEPARATOR}`;
    const last = `(${index}${BEHIND_SEPARATOR}`;
    const bounds = backwards
      ? ['ZREVRANGEBYLEX', place ?? last, first]
      : ['ZRANGEBYLEX', place ?? first, last];
    const reply = (await this.run(RANGE, projection, [...bounds, limit])) as string[];
    return pairsOf(reply).map(([found, value]) => {
      const [, order = '', key = ''] = found.split(SEPARATOR);
      return { order, key, row: decodeRow(value) };
    });
  }

  override async *keys(projection: string): AsyncIterable<readonly string[]> {
    for (let cursor = '0'; ;) {
      // The values come along: only Redis 7.4 and later can leave them out.
      const [next, page] = await this.redis.hscan(rowsKey(projection), cursor, 'COUNT', SCAN_KEYS);
      yield pairsOf(page).map(([key]) => key);
      if (next === '0') return;
      cursor = next;
    }
  }

  override async commit(projection: string, commit: ProjectionCommit): Promise<boolean> {
    assertCommittable(commit.writes);
    const { expected, next, writes } = commit;
    const args = [expected, next, randomUUID(), ...writes.flatMap(encodeWrite)];
    return (await this.run(COMMIT, projection, args)) === 1;
  }

  override async drop(projection: string): Promise<void> {
    await this.redis.unlink(keysOf(projection));
  }

  override async close(): Promise<void> {
    // Waits for the answers under way, which nobody can where there is no connection.
    if (this.redis.status === 'ready') await this.redis.quit().catch(() => undefined);
    this.redis.disconnect();
  }

  /** The script travels with each call, about 1 KB, so that a restarted Redis need not be taught. */
  private run(script: string, projection: string, args: readonly (string | number)[]) {
    const keys = keysOf(projection);
    return this.redis.call('EVAL', [script, keys.length, ...keys, ...args]);
  }
}

const keyOf = (projection: string, part: string): string => `gifting:{${projection}}:${part}`;
const rowsKey = (projection: string): string => keyOf(projection, 'rows');
const keysOf = (projection: string): string[] => [
  keyOf(projection, 'head'),
  rowsKey(projection),
  keyOf(projection, 'places'),
];

const placeIn = (index: string, order: string, key: string): string =>
  index + SEPARATOR + placeOf(order, key);

function encodeWrite({ key, row, entries }: RowWrite): readonly [string, string] {
  if (row === null) return [key, ''];
  const places = entries.map(({ index, order }) => placeIn(index, order, key));
  return [key, `${places.join(PLACE_END)}\n${JSON.stringify(row)}`];
}

const decodeRow = (value: string): JsonObject =>
  freezeDeeply(JSON.parse(value.slice(value.indexOf('\n') + 1)) as JsonObject);

/** A flat reply of Redis, two by two. */
function pairsOf(reply: readonly string[]): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let i = 0; i + 1 < reply.length; i += 2) pairs.push([reply[i] ?? '', reply[i + 1] ?? '']);
  return pairs;
}
