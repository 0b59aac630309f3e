import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './child.mjs';
import { ROOT } from './project.mjs';

const READY_MS = 60_000;
const POLL_MS = 100;
const HOST = '127.0.0.1';

/**
 * The real engines that tests can run on, by the variable that tells tests where one is. `start`
 * gives the address and how to stop it, or throws with the reason why it cannot run here.
 */
const ENGINES = {
  KAFKA_BROKERS: startKafka,
  EVENTSTORE_URL: startEventStore,
  REDIS_URL: startRedis,
};

/**
 * Starts what this machine has: on loopback, on free ports, in a folder of its own.
 * An engine that is named already is taken as it is.
 */
export async function startEngines() {
  const folder = mkdtempSync(join(tmpdir(), 'gifting-engines-'));
  const env = {};
  const notes = [];
  const stops = [];
  for (const [variable, start] of Object.entries(ENGINES)) {
    if (process.env[variable]) {
      notes.push(`${variable}=${process.env[variable]} was given`);
      continue;
    }
    try {
      const { address, stop } = await start(folder);
      env[variable] = address;
      notes.push(`${variable}=${address} was started`);
      stops.push(stop);
    } catch (error) {
      notes.push(`${variable} is not set: ${error.message}`);
    }
  }
  const stop = async () => {
    for (const each of stops) await each();
    rmSync(folder, { recursive: true, force: true });
  };
  return { env, notes, stop };
}

/** An engine script that starts and stops brokers: `start --dir D --port P`, `destroy --dir D`. */
async function startKafka(folder) {
  const script =
    process.env.KAFKA_ENGINE ??
    onPath('kafka-engine') ??
    join(ROOT, '../shared/engines/kafka/kafka');
  if (!isExecutable(script)) throw new Error('no engine script; KAFKA_ENGINE can name one');
  if (!onPath('java')) throw new Error('no java on the PATH');
  const dir = join(folder, 'kafka');
  const destroy = () => run(script, ['destroy', '--dir', dir], { stdio: 'ignore' });
  const port = await freePort();
  const log = openSync(join(folder, 'kafka.log'), 'w');
  const { status } = await run(script, ['start', '--dir', dir, '--port', String(port)], {
    stdio: ['ignore', log, log],
  });
  if (status === 0) return { address: `${HOST}:${port}`, stop: destroy };
  await destroy();
  throw new Error(lastLine(join(folder, 'kafka.log')));
}

async function startEventStore(folder) {
  const [port, replicationPort] = [await freePort(), await freePort()];
  const { stop } = await startServer(
    folder,
    'eventstored',
    [
      '--insecure',
      '--run-projections=None',
      `--db=${join(folder, 'eventstored-data')}`,
      `--log=${join(folder, 'eventstored-logs')}`,
      `--node-port=${port}`,
      `--replication-port=${replicationPort}`,
    ],
    async () => (await fetch(`http://${HOST}:${port}/health/live`)).ok,
  );
  return { address: `esdb://${HOST}:${port}?tls=false`, stop };
}

async function startRedis(folder) {
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', HOST, '--save', '', '--appendonly', 'no'];
  const { stop } = await startServer(folder, 'redis-server', [...args, '--dir', folder], () =>
    accepts(port),
  );
  return { address: `redis://${HOST}:${port}`, stop };
}

/** Starts a server from the PATH and waits until it is ready; its output goes to a file. */
async function startServer(folder, name, args, isReady) {
  if (!onPath(name)) throw new Error(`no ${name} on the PATH`);
  const logFile = join(folder, `${name}.log`);
  const log = openSync(logFile, 'w');
  const server = spawn(name, args, { cwd: folder, stdio: ['ignore', log, log] });
  let ended = false;
  const end = new Promise((resolve) => {
    server.on('error', resolve);
    server.on('exit', resolve);
  }).then(() => (ended = true));
  const stop = async () => {
    server.kill();
    const lateMs = 10_000;
    const killer = setTimeout(() => server.kill('SIGKILL'), lateMs);
    await end;
    clearTimeout(killer);
  };
  const until = Date.now() + READY_MS;
  while (!(await isReady().catch(() => false))) {
    if (ended) throw new Error(`${name} ended while it started: ${lastLine(logFile)}`);
    if (Date.now() > until) {
      await stop();
      throw new Error(`${name} was not ready after ${READY_MS} ms`);
    }
    await pause(POLL_MS);
  }
  return { stop };
}

/** A port above which the next one is free too: a Kafka node needs two. */
async function freePort() {
  for (;;) {
    const server = await listen(0);
    const { port } = server.address();
    const next = await listen(port + 1).catch(() => undefined);
    await close(server);
    if (next === undefined) continue;
    await close(next);
    return port;
  }
}

const listen = (port) =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(port, HOST, () => resolve(server));
  });

const close = (server) => new Promise((resolve) => server.close(resolve));

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = createConnection(port, HOST);
    const answer = (accepted) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.on('connect', () => answer(true));
    socket.on('error', () => answer(false));
  });

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);

const lastLine = (file) => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1);
