import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { type Position, START } from '@gifting/kernel';
import { describeOnEngine, redisEngine } from '@gifting/testing';
import { Redis } from 'ioredis';
import { openRedisReadStore } from '../adapters';
import { describeReadStore } from '../read-store.contract';
import type { ReadStore, RowWrite } from '../read-store.port';

// Guards against hanging only; a busy disk may be slow.
jest.setTimeout(60_000);

describeOnEngine('Redis', redisEngine, (url) => {
  describeReadStore('Redis', async () => {
    const open = () => openRedisReadStore({ url: url(), onTrouble: failOnTrouble });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      close: () => store.close(),
    };
  });

  describeRedis(url);
});

function failOnTrouble(error: unknown): void {
  throw error;
}

const at = (position: number) => String(position) as Position;
const put = (key: string, n: number): RowWrite => ({
  key,
  row: { n },
  entries: [{ index: 'board', order: String(n) }],
});

function describeRedis(url: () => string): void {
  describe('the read store on Redis', () => {
    let redis: Redis;
    let proxy: Proxy;
    let store: ReadStore;
    let troubles: unknown[];
    let projection: string;

    const commit = (expected: number, next: number, ...writes: RowWrite[]) =>
      store.commit(projection, { expected: at(expected), next: at(next), writes });
    const get = (...keys: string[]) => store.get(projection, keys);
    const range = () => store.range(projection, { index: 'board', limit: 10 });
    const keyOf = (part: string) => `gifting:{${projection}}:${part}`;

    beforeEach(async () => {
      projection = `test-${randomUUID()}.v1`;
      redis = new Redis(url());
      proxy = await Proxy.to(new URL(url()));
      troubles = [];
      store = await openRedisReadStore({
        url: proxy.url,
        onTrouble: (error) => troubles.push(error),
      });
    });

    afterEach(async () => {
      await store.drop(projection);
      await store.close();
      await proxy.close();
      await redis.quit();
    });

    it('keeps all keys of a projection in one slot, and none when dropped', async () => {
      await commit(0, 1, put('a', 1));
      const names = await redis.keys(`*${projection}*`);
      expect(names.sort()).toEqual([keyOf('head'), keyOf('places'), keyOf('rows')]);
      await store.drop(projection);
      expect(await redis.keys(`*${projection}*`)).toEqual([]);
    });

    it('answers a commit that is sent again because its answer got lost', async () => {
      await commit(0, 1, put('a', 1));
      proxy.loseNextAnswer();
      expect(await commit(1, 2, put('a', 2))).toBe(true);
      expect(proxy.connections).toBe(2);
      expect(await get('a')).toEqual([{ n: 2 }]);
      expect(await range()).toEqual([{ order: '2', key: 'a', row: { n: 2 } }]);
      expect(await store.checkpoint(projection)).toBe('2');
    });

    it('refuses soon while Redis is away, and goes on when it is back', async () => {
      await commit(0, 1, put('a', 1));
      await proxy.refuse();
      await expect(get('a')).rejects.toThrow();
      await expect(commit(1, 2, put('a', 2))).rejects.toThrow();
      expect(troubles.length).toBeGreaterThan(0);

      await proxy.accept();
      for (;;) {
        const rows = await get('a').catch(() => undefined);
        if (rows === undefined) continue;
        expect(rows).toEqual([{ n: 1 }]);
        break;
      }
      expect(await commit(1, 2, put('a', 2))).toBe(true);
    });

    it.each(['head', 'rows', 'places'])(
      'begins again from nothing where Redis lost the %s',
      async (part) => {
        await commit(0, 1, put('a', 1), put('b', 2));
        await redis.del(keyOf(part));

        expect(await commit(1, 2, put('a', 3))).toBe(false);
        expect(await store.checkpoint(projection)).toBe(START);
        expect(await get('a', 'b')).toEqual([undefined, undefined]);
        expect(await range()).toEqual([]);
        expect(await commit(0, 1, put('a', 1))).toBe(true);
        expect(await range()).toEqual([{ order: '1', key: 'a', row: { n: 1 } }]);
      },
    );
  });
}

/** Stands between client and Redis, to lose answers and connections. */
class Proxy {
  connections = 0;
  private losesNext = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly port: number,
    readonly url: string,
  ) {}

  static async to(target: URL): Promise<Proxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const url = new URL(target);
    url.host = `127.0.0.1:${address.port}`;
    const proxy = new Proxy(server, address.port, url.href);
    server.on('connection', (client) => proxy.join(client, target));
    return proxy;
  }

  /** Lets the next command through and cuts the connection when its answer comes. */
  loseNextAnswer(): void {
    this.losesNext = true;
  }

  async refuse(): Promise<void> {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(this.server, 'close');
  }

  async accept(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.refuse();
  }

  private join(client: Socket, target: URL): void {
    this.connections += 1;
    const redis = connect(Number(target.port || 6379), target.hostname);
    client.pipe(redis);
    redis.on('data', (answer) => {
      if (this.losesNext) client.destroy();
      else client.write(answer);
      this.losesNext = false;
    });
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
