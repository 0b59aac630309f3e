import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from './engine';
import { freePorts } from './free-ports';

const MOST_TRIES = 3;

/** A Kafka of this machine that a test may kill and resume. */
export interface RestartableKafka extends Engine {
  /** Runs a verb of the engine's script, such as `kill` or `resume`, on these brokers. */
  run(verb: string): Promise<string>;
}

/**
 * Starts brokers by a script with the verbs `start`, which prints `KAFKA_BROKERS=…` once they answer,
 * and `destroy`. It tries again: a cluster id is drawn at random, and one that begins with a dash is
 * taken for an option by Kafka's own tools.
 */
export async function startKafka(script: string): Promise<RestartableKafka> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce(script);
    } catch (error) {
      if (tries === MOST_TRIES) throw error;
    }
  }
}

async function startOnce(script: string): Promise<RestartableKafka> {
  const dir = await mkdtemp(join(tmpdir(), 'kafka-engine-'));
  const run = async (verb: string, ...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(script, [verb, '--dir', dir, ...args]);
    return stdout;
  };
  const stop = async () => {
    await run('destroy');
    await rm(dir, { recursive: true, force: true });
  };
  try {
    // A broker and its controller, which listens one port above.
    const port = await freePorts(2);
    const stdout = await run('start', '--port', String(port));
    const url = /^KAFKA_BROKERS=(.+)$/m.exec(stdout)?.[1];
    if (url === undefined) throw new Error(`${script} printed no KAFKA_BROKERS`);
    return { url, run, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
