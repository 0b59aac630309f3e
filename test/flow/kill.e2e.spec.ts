import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@gifting/kernel';
import { issueToken } from '@gifting/http/app';
import { freePorts, TypescriptProcess } from '@gifting/testing';
import { HttpClient } from './http-client';
import { eventually, purchaseEvent } from './world';

jest.setTimeout(240_000);

const MAIN = join(__dirname, '..', '..', 'apps', 'all-in-one', 'src', 'main.ts');
const SECRET = 'a secret that only this test knows, long enough';
const KILLS = 10;
const LOADERS = 24;

describe('kill -9 of the whole process under load', () => {
  let dataDir: string;
  let port: number;
  let economy: TypescriptProcess;
  let http: HttpClient;

  const token = (role: 'viewer' | 'auditor' | 'upstream' | 'creator', sub: string) =>
    issueToken(Buffer.from(SECRET), {
      role,
      sub,
      ...(role === 'upstream' ? { providers: ['demo'] } : {}),
    });

  function start(): void {
    economy = new TypescriptProcess(MAIN, [], {
      GIFTING_DATA_DIR: dataDir,
      GIFTING_JWT_SECRET: SECRET,
      GIFTING_LOG_LEVEL: 'error',
      NODE_ENV: 'test',
      PORT: String(port),
    });
  }

  const ready = () =>
    eventually(
      () => http.send('GET', '/health/ready', {}).catch(() => ({ status: 0 })),
      ({ status }) => status === 200,
      60_000,
    );

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gifting-kill-'));
    port = await freePorts(1);
    http = new HttpClient(port);
    start();
    await ready();
  });

  afterAll(async () => {
    await economy.kill();
    http.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('loses nothing that was acknowledged, doubles nothing, and is ready again', async () => {
    const shop = await token('upstream', 'shop');
    const viewers = Array.from({ length: LOADERS }, (_, index) => `viewer-${index}`);
    for (const viewer of viewers) {
      const transactionId = `tx-${viewer}`;
      const { body } = await http.send('POST', '/v1/purchase-events', {
        token: shop,
        body: purchaseEvent(viewer, '1000.00', { transactionId }),
        headers: { 'content-type': 'application/cloudevents+json' },
      });
      expect((body.results as JsonObject[])[0]?.status).toBe('accepted');
    }

    /** Answers that were given, by viewer and key. */
    const acknowledged = new Map<string, Map<string, string>>();
    let isOver = false;
    const load = async (viewer: string): Promise<void> => {
      const viewerToken = await token('viewer', viewer);
      const given = new Map<string, string>();
      acknowledged.set(viewer, given);
      while (!isOver) {
        const key = randomUUID();
        // A client that got no answer asks again with the same key until it gets one.
        const { body } = await eventually(
          () =>
            http
              .send('POST', '/v1/gifts', {
                token: viewerToken,
                body: { giftId: 'rose', quantity: 1, creatorId: 'cy' },
                headers: { 'idempotency-key': key, prefer: 'wait=10' },
              })
              .catch((): { status: number; body: JsonObject } => ({ status: 0, body: {} })),
          ({ status }) => status === 201,
          60_000,
        );
        given.set(key, String(body.giftTxId));
      }
    };
    const loading = viewers.map(load);
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const before = [...acknowledged.values()].reduce((sum, given) => sum + given.size, 0);
      await eventually(
        () =>
          Promise.resolve([...acknowledged.values()].reduce((sum, given) => sum + given.size, 0)),
        (now) => now > before + 50,
        60_000,
      );
      await economy.kill();
      start();
      await ready();
    }
    isOver = true;
    await Promise.all(loading);
    await ready();

    let total = 0;
    for (const viewer of viewers) {
      const given = acknowledged.get(viewer) ?? new Map<string, string>();
      expect(new Set(given.values()).size).toBe(given.size);
      total += given.size;
      const { body } = await eventually(
        async () =>
          http.send('GET', `/v1/viewers/${viewer}/wallet`, {
            token: await token('viewer', viewer),
          }),
        ({ body: wallet }) => wallet.coins === String(83_333 - given.size),
      );
      expect(body.coins).toBe(String(83_333 - given.size));
    }
    const auditor = await token('auditor', 'auditor');
    const { body: books } = await eventually(
      () => http.send('GET', '/v1/audit/trial-balance', { token: auditor }),
      ({ body }) => ((body.money as JsonObject).USD as JsonObject).inTransit === '0.00',
    );
    expect([books.balanced, books.violations]).toEqual([true, []]);
    expect((books.coins as JsonObject).spent).toBe(String(total));
    expect((books.diamonds as JsonObject).credited).toBe(
      total % 2 === 0 ? String(total / 2) : `${(total - 1) / 2}.5`,
    );
  });

  it('keeps a second process out, with one line that names the holder', async () => {
    const second = new TypescriptProcess(MAIN, [], {
      GIFTING_DATA_DIR: dataDir,
      GIFTING_JWT_SECRET: SECRET,
      PORT: '0',
    });
    expect(await second.ended).toBe(1);
    const lines = second.errors.trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(String(economy.pid));
  });

  it('ends with status 0 on SIGTERM', async () => {
    economy.terminate();
    expect(await economy.ended).toBe(0);
    start();
    await ready();
  });
});
