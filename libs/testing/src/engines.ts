import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type DockerEngine, dockerLacks, startInDocker } from './docker-engine';
import type { Engine } from './engine';
import { startEventStoreDb } from './eventstoredb-process';
import { startKafka } from './kafka-process';
import { startRedis } from './redis-process';

export type EngineOrSkipped = Engine | { readonly skipped: string };

/** What can be said without waiting: how the engine would be started, or why it cannot be. */
export type EngineChoice = { start(): Promise<Engine> } | { readonly skipped: string };

/** Gets at a real engine: the one of an address in the environment, else this machine's, else Docker's. */
export interface EngineSource {
  (): Promise<EngineOrSkipped>;
  /** Synchronous, for tests are registered before anything can be awaited. */
  choose(): EngineChoice;
}

const START_PATIENCE_MS = 120_000;

/** `KAFKA_BROKERS`, else the script of `KAFKA_ENGINE`, else Docker. */
export const kafkaEngine = engineSource({
  variable: 'KAFKA_BROKERS',
  local: () => {
    const script = process.env.KAFKA_ENGINE;
    return script ? () => startKafka(script) : undefined;
  },
  missing: 'no KAFKA_ENGINE',
  docker: 'kafka',
});

/** `REDIS_URL`, else `redis-server` on the PATH, else Docker. */
export const redisEngine = engineSource({
  variable: 'REDIS_URL',
  local: () => (executable('redis-server') === undefined ? undefined : startRedis),
  missing: 'no redis-server on the PATH',
  docker: 'redis',
});

/** `EVENTSTORE_URL`, else `eventstored` on the PATH, else Docker. */
export const eventStoreDbEngine = engineSource({
  variable: 'EVENTSTORE_URL',
  local: () => (executable('eventstored') === undefined ? undefined : startEventStoreDb),
  missing: 'no eventstored on the PATH',
  docker: 'eventstore',
});

/**
 * A suite that needs a real engine. Where there is none it prints one loud line and registers one
 * skipped test, so that nobody takes what did not run for passed.
 * @param body registers the tests; the address can be asked for once they run
 */
export function describeOnEngine(
  suite: string,
  engine: EngineSource,
  body: (url: () => string) => void,
): void {
  const choice = engine.choose();
  if ('skipped' in choice) {
    describeSkipped(suite, choice.skipped);
    return;
  }
  describe(suite, () => {
    let started: Engine | undefined;

    beforeAll(async () => {
      started = await choice.start();
    }, START_PATIENCE_MS);

    afterAll(() => started?.stop(), START_PATIENCE_MS);

    body(() => {
      if (started === undefined) throw new Error('the engine runs only while tests do');
      return started.url;
    });
  });
}

/** Stands for a suite that cannot run here, and says so. */
export function describeSkipped(suite: string, reason: string): void {
  process.stderr.write(`SKIPPED ${suite}: ${reason}\n`);
  describe(suite, () => {
    it.skip(`needs a real engine: ${reason}`, () => undefined);
  });
}

/** The path of a program on the PATH. */
export function executable(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function engineSource(options: {
  /** Holds the address of an engine that runs already. */
  readonly variable: string;
  readonly local: () => (() => Promise<Engine>) | undefined;
  readonly missing: string;
  readonly docker: DockerEngine;
}): EngineSource {
  const { variable, local, missing, docker } = options;
  const choose = (): EngineChoice => {
    const url = process.env[variable];
    if (url) return { start: async () => ({ url, stop: async () => undefined }) };
    const start = local();
    if (start !== undefined) return { start };
    const lack = dockerLacks(docker);
    if (lack === undefined) return { start: () => startInDocker(docker) };
    return { skipped: `no ${variable}, ${missing}, ${lack}` };
  };
  const obtain = async () => {
    const choice = choose();
    return 'start' in choice ? choice.start() : choice;
  };
  return Object.assign(obtain, { choose });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
