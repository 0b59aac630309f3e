import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './engine';
import {
  describeSkipped,
  type EngineSource,
  eventStoreDbEngine,
  executable,
  kafkaEngine,
  redisEngine,
} from './engines';

const START_PATIENCE_MS = 120_000;

/** Starts an engine that must be there. */
async function started(source: EngineSource): Promise<Engine> {
  const engine = await source();
  if ('skipped' in engine) throw new Error(engine.skipped);
  return engine;
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(socket.destroy().destroyed));
    socket.on('error', () => resolve(false));
  });

describe('an engine for tests', () => {
  const environment = { ...process.env };

  beforeEach(() => {
    process.env.KAFKA_BROKERS = process.env.REDIS_URL = process.env.EVENTSTORE_URL = '';
  });

  afterEach(() => {
    process.env = { ...environment };
  });

  it.each([
    ['KAFKA_BROKERS', kafkaEngine, '10.0.0.1:9092,10.0.0.2:9092'],
    ['REDIS_URL', redisEngine, 'redis://10.0.0.1:6379'],
    ['EVENTSTORE_URL', eventStoreDbEngine, 'esdb://10.0.0.1:2113'],
  ])('is the one that %s names, which stays when it is stopped', async (variable, source, url) => {
    process.env[variable] = url;

    const engine = await started(source);

    expect(engine.url).toBe(url);
    await engine.stop();
  });

  it.each([
    [kafkaEngine, 'no KAFKA_BROKERS, no KAFKA_ENGINE'],
    [redisEngine, 'no REDIS_URL, no redis-server on the PATH'],
    [eventStoreDbEngine, 'no EVENTSTORE_URL, no eventstored on the PATH'],
  ])('is skipped, with the reason, where there is none: %#', async (source, reason) => {
    process.env.PATH = '/nowhere';
    process.env.KAFKA_ENGINE = '';

    const expected = { skipped: `${reason}, Docker does not answer` };
    expect(source.choose()).toEqual(expected);
    expect(await source()).toEqual(expected);
  });

  it('is started and destroyed by the script of KAFKA_ENGINE', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'engines-'));
    const [script, calls] = [join(dir, 'kafka'), join(dir, 'calls')];
    await writeFile(
      script,
      `#!/bin/sh\necho "$@" >> ${calls}\necho "KAFKA_BROKERS=127.0.0.1:$5"\n`,
    );
    await chmod(script, 0o755);
    process.env.KAFKA_ENGINE = script;

    const engine = await started(kafkaEngine);
    await engine.stop();

    const [start, destroy] = (await readFile(calls, 'utf8')).split('\n');
    const [, folder = '', port] = /^start --dir (\S+) --port (\d+)$/.exec(start ?? '') ?? [];
    expect(engine.url).toBe(`127.0.0.1:${port}`);
    expect(destroy).toBe(`destroy --dir ${folder}`);
    await expect(stat(folder)).rejects.toThrow('ENOENT');
    await rm(dir, { recursive: true });
  });
});

for (const [program, source] of [
  ['redis-server', redisEngine],
  ['eventstored', eventStoreDbEngine],
] as const) {
  const suite = `an engine for tests, from ${program}`;
  if (executable(program) === undefined) {
    describeSkipped(suite, `no ${program} on the PATH`);
    continue;
  }
  describe(suite, () => {
    it(
      'listens on the loopback interface until it is stopped',
      async () => {
        const engine = await started(source);
        const port = Number(new URL(engine.url).port);
        expect(await isListening(port)).toBe(true);

        await engine.stop();

        expect(await isListening(port)).toBe(false);
      },
      START_PATIENCE_MS,
    );
  });
}
