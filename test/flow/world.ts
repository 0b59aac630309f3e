import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@gifting/bus';
import type { JsonObject } from '@gifting/kernel';
import { issueToken } from '@gifting/http/app';
import {
  JsonLogger,
  loadConfig,
  openEmbeddedPorts,
  openEnginePorts,
  type Ports,
  runtimeOf,
} from '@gifting/service';
import { type Role } from '@gifting/http';
import {
  describeSkipped,
  type Engine,
  eventStoreDbEngine,
  kafkaEngine,
  redisEngine,
} from '@gifting/testing';
import { type AllInOne, runAllInOne } from '../../apps/all-in-one/src/run-all-in-one';
import { type Answer, HttpClient } from './http-client';

const SECRET = Buffer.from('a secret that only these tests know, long enough');

/** A whole economy that runs, and what a test needs to talk to it. */
export class World {
  #running: { ports: Ports; economy: AllInOne } | undefined;
  #http: HttpClient | undefined;
  readonly #tokens = new Map<string, string>();
  /** Makes the ids of one run its own, on engines that others use too. */
  readonly #suffix = randomBytes(4).toString('hex');

  constructor(private readonly openPorts: () => Promise<Ports>) {}

  async start(): Promise<void> {
    const ports = await this.openPorts();
    try {
      await this.#startOn(ports);
    } catch (error) {
      await ports.close();
      throw error;
    }
  }

  async #startOn(ports: Ports): Promise<void> {
    const config = loadConfig({
      GIFTING_LOG_LEVEL: 'error',
      GIFTING_JWT_SECRET: SECRET.toString(),
    });
    const keys = { kind: 'secret', secret: SECRET } as const;
    const runtime = runtimeOf(config, keys, JsonLogger.create(config.logLevel));
    const economy = await runAllInOne(ports, runtime, { host: '127.0.0.1', port: 0 });
    await economy.caughtUp;
    this.#running = { ports, economy };
    this.#http = new HttpClient(economy.port);
  }

  async stop(): Promise<void> {
    this.#http?.close();
    await this.#running?.economy.stop();
    await this.#running?.ports.close();
    this.#running = undefined;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** An id that no other run uses. */
  id(name: string): string {
    return `${name}-${this.#suffix}`;
  }

  get port(): number {
    if (this.#running === undefined) throw new Error('the world does not run');
    return this.#running.economy.port;
  }

  async token(role: Role, sub: string): Promise<string> {
    const name = `${role} ${sub}`;
    const known = this.#tokens.get(name);
    if (known !== undefined) return known;
    const claims = { role, sub, ...(role === 'upstream' ? { providers: ['demo'] } : {}) };
    const token = await issueToken(SECRET, claims);
    this.#tokens.set(name, token);
    return token;
  }

  async get(role: Role, sub: string, path: string): Promise<Answer> {
    return this.#client.send('GET', path, { token: await this.token(role, sub) });
  }

  async post(
    role: Role,
    sub: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const token = await this.token(role, sub);
    return this.#client.send('POST', path, { token, body, headers });
  }

  /** A viewer pays; answers the result of the one purchase event. */
  async buy(
    viewerId: string,
    value: string,
    { transactionId = randomUUID(), ...changes }: Record<string, unknown> = {},
  ): Promise<JsonObject> {
    const { body } = await this.post(
      'upstream',
      'shop',
      '/v1/purchase-events',
      purchaseEvent(viewerId, value, { transactionId, ...changes }),
      { 'content-type': 'application/cloudevents+json' },
    );
    const [result] = (body.results ?? []) as JsonObject[];
    if (result === undefined) throw new Error(`no result: ${JSON.stringify(body)}`);
    // The call waits two seconds for the coins; a busy cluster may take longer.
    if (result.status === 'accepted' && result.position === undefined) {
      await eventually(
        () => this.get('upstream', 'shop', `/v1/purchases/${String(result.purchaseId)}`),
        ({ body: purchase }) => purchase.state === 'credited',
      );
    }
    return result;
  }

  give(viewerId: string, creatorId: string, gift: JsonObject, key: string = randomUUID()) {
    const body = { giftId: 'rose', quantity: 1, creatorId, ...gift };
    return this.post('viewer', viewerId, '/v1/gifts', body, {
      'idempotency-key': key,
      prefer: 'wait=10',
    });
  }

  cashOut(creatorId: string, payout: JsonObject = {}, key: string = randomUUID()) {
    const body = { method: 'paypal', destinationToken: 'ok-12345678', ...payout };
    return this.post('creator', creatorId, '/v1/payouts', body, {
      'idempotency-key': key,
      prefer: 'wait=10',
    });
  }

  async wallet(viewerId: string): Promise<JsonObject> {
    const { body } = await this.get('viewer', viewerId, `/v1/viewers/${viewerId}/wallet`);
    return body;
  }

  async earnings(creatorId: string): Promise<JsonObject> {
    const { body } = await this.get('creator', creatorId, `/v1/creators/${creatorId}/earnings`);
    return body;
  }

  async books(): Promise<JsonObject> {
    const { body } = await eventually(
      () => this.get('auditor', 'auditor', '/v1/audit/trial-balance'),
      ({ status }) => status === 200,
    );
    return body;
  }

  get #client(): HttpClient {
    if (this.#http === undefined) throw new Error('the world does not run');
    return this.#http;
  }
}

export const purchaseEvent = (
  viewerId: string,
  value: string,
  { transactionId, ...changes }: Record<string, unknown>,
): JsonObject => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/shop',
  type: 'purchase.captured.v1',
  subject: `demo.${String(transactionId)}`,
  data: {
    provider: 'demo',
    transactionId: String(transactionId),
    viewerId,
    region: 'US',
    channel: 'web',
    method: 'card',
    paid: { currency: 'USD', value },
    capturedAt: new Date().toISOString(),
    ...changes,
  },
});

/** Asks until the answer is as wanted; fails with the last one after a generous time. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  patienceMs = 60_000,
): Promise<T> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (performance.now() > deadlineMs) throw new Error(`still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An economy on the embedded default, in a folder of its own. */
export async function embeddedWorld(
  bus?: () => Bus,
): Promise<{ world: World; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gifting-flow-'));
  const world = new World(() =>
    openEmbeddedPorts({
      dataDir,
      clock: 'system',
      onWarning: () => undefined,
      ...(bus === undefined ? {} : { bus: bus() }),
    }),
  );
  return { world, remove: () => rm(dataDir, { recursive: true, force: true }) };
}

const START_PATIENCE_MS = 120_000;

/** The same journeys, on the embedded default and on real engines; says which of them ran. */
export function describeFlow(name: string, body: (world: () => World) => void): void {
  describe(`${name}, embedded`, () => {
    let opened: Awaited<ReturnType<typeof embeddedWorld>>;
    beforeAll(async () => {
      opened = await embeddedWorld();
      await opened.world.start();
    });
    afterAll(async () => {
      await opened.world.stop();
      await opened.remove();
    });
    body(() => opened.world);
  });

  const suite = `${name}, on Kafka, EventStoreDB and Redis`;
  const choices = [kafkaEngine, eventStoreDbEngine, redisEngine].map((engine) => engine.choose());
  const lacks = choices.flatMap((choice) => ('skipped' in choice ? [choice.skipped] : []));
  if (lacks.length > 0) {
    describeSkipped(suite, lacks.join('; '));
    return;
  }
  describe(suite, () => {
    let engines: Engine[] = [];
    let world: World;
    beforeAll(async () => {
      const starts = choices.flatMap((choice) => ('start' in choice ? [choice.start()] : []));
      engines = await Promise.all(starts);
      const [kafka, eventStoreDb, redis] = engines;
      world = new World(() =>
        openEnginePorts({
          kafkaBrokers: (kafka?.url ?? '').split(','),
          eventStoreUrl: eventStoreDb?.url ?? '',
          redisUrl: redis?.url ?? '',
          clock: 'system',
          clientId: 'gifting-flow',
          logger: JsonLogger.create('fatal'),
          onTrouble: () => undefined,
        }),
      );
      await world.start();
    }, START_PATIENCE_MS);
    afterAll(async () => {
      await world.stop();
      await Promise.all(engines.map((engine) => engine.stop()));
    }, START_PATIENCE_MS);
    body(() => world);
  });
}
