import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudEvent } from '@gifting/bus';
import {
  feedOf,
  type FeedMessages,
  type FeedMessageType,
  type ServiceName,
} from '@gifting/contracts';
import { PRESETS } from '@gifting/economy';
import type { JsonObject } from '@gifting/kernel';
import {
  activateFirstPolicy,
  JsonLogger,
  loadConfig,
  openEmbeddedPorts,
  type Ports,
  type RunningService,
  runtimeOf,
  type ServiceDefinition,
  startService,
} from '@gifting/service';
import { issueToken } from '@gifting/http/app';
import { CommandHandler, type ManualClock } from '@gifting/engine';
import { type Role } from '@gifting/http';
import { SseClient } from './sse-client';

const SECRET = 'a secret that only these specs know, long enough';

export interface Sent {
  readonly body?: unknown;
  /** Idempotency-Key; a new one for every POST by default, `null` for none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Opened {
  readonly role: Role;
  readonly sub: string;
  readonly ttlSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

/** A member of an answer that must be text, such as an id, a cursor or a position. */
export function textOf(body: JsonObject, member: string): string {
  const text = body[member];
  if (typeof text !== 'string') throw new Error(`${member} is no text in ${JSON.stringify(body)}`);
  return text;
}

/**
 * One service on embedded ports, over its real HTTP and its real feed, while a spec plays all the
 * others: it reads what the service tells them, and tells it what they would.
 */
export class ServiceAlone {
  #told = 0;

  private constructor(
    private readonly dir: string,
    readonly ports: Ports,
    private readonly service: RunningService,
    private readonly origin: string,
    private readonly definition: ServiceDefinition,
  ) {}

  static async start(definition: ServiceDefinition): Promise<ServiceAlone> {
    const dir = await mkdtemp(join(tmpdir(), `${definition.name}-`));
    const ports = await openEmbeddedPorts({
      dataDir: dir,
      clock: 'manual',
      onWarning: (warning) => process.stderr.write(`${warning}\n`),
    });
    const { clock, eventStore: streams } = ports;
    await activateFirstPolicy(new CommandHandler({ clock, streams }), PRESETS.seed);
    const config = loadConfig({ GIFTING_LOG_LEVEL: 'fatal', GIFTING_JWT_SECRET: SECRET });
    const keys = { kind: 'secret', secret: Buffer.from(SECRET) } as const;
    const runtime = runtimeOf(config, keys, JsonLogger.create(config.logLevel));
    const service = await startService(definition, ports, runtime);
    await service.app.listen(0, '127.0.0.1');
    await service.caughtUp;
    return new ServiceAlone(dir, ports, service, await service.app.getUrl(), definition);
  }

  get clock(): ManualClock {
    return this.ports.clock as ManualClock;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.ports.close();
    await rm(this.dir, { recursive: true });
  }

  get(role: Role, sub: string, path: string): Promise<Answer> {
    return this.#call('GET', role, sub, path, { key: null });
  }

  post(role: Role, sub: string, path: string, sent: Sent = {}): Promise<Answer> {
    return this.#call('POST', role, sub, path, sent);
  }

  /** Another service's message, delivered and answered, durably, when it resolves. */
  async tell<Type extends FeedMessageType>(
    producer: ServiceName,
    targetStream: string,
    type: Type,
    data: FeedMessages[Type],
  ): Promise<void> {
    this.#told += 1;
    const event: CloudEvent = {
      id: randomUUID(),
      source: `/gifting/${producer}`,
      type,
      time: this.ports.clock.now(),
      data,
      extensions: { position: String(this.#told), schemaversion: '1', store: 'others.1' },
    };
    const topic = feedOf(this.definition.name);
    await this.ports.bus.publish([{ topic, key: targetStream, event }]);
    await this.ports.eventStore.durable();
  }

  /** Hears everything that the service tells another one, as that one's consumer would. */
  async hear(service: ServiceName, onMessage: (event: CloudEvent) => Promise<void>): Promise<void> {
    await this.ports.bus.subscribe({
      topic: feedOf(service),
      group: `gifting.${service}`,
      handle: async ({ deliveries }) => {
        for (const { event } of deliveries) if (event !== undefined) await onMessage(event);
      },
      onTrouble: (error) => process.stderr.write(`${String(error)}\n`),
    });
  }

  /** Opens an answer of server-sent events. */
  async open(path: string, { role, sub, ttlSeconds, headers }: Opened): Promise<SseClient> {
    const claims = { role, sub, ...(ttlSeconds === undefined ? {} : { ttlSeconds }) };
    const token = await issueToken(Buffer.from(SECRET), claims);
    const all = { authorization: `Bearer ${token}`, ...headers };
    return SseClient.open(this.origin + path, all);
  }

  /** The address of a path, for clients that send no token. */
  url(path: string): string {
    return this.origin + path;
  }

  async #call(
    method: string,
    role: Role,
    sub: string,
    path: string,
    { body, headers, key = randomUUID() }: Sent,
  ): Promise<Answer> {
    const claims = { role, sub, ...(role === 'upstream' ? { providers: ['demo'] } : {}) };
    const token = await issueToken(Buffer.from(SECRET), claims);
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(key === null ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as JsonObject,
    };
  }
}

/** Reads again until what was read satisfies; the test's own timeout ends it otherwise. */
export async function eventually<T>(
  read: () => Promise<T>,
  satisfies: (value: T) => boolean,
): Promise<T> {
  for (;;) {
    const value = await read();
    if (satisfies(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
