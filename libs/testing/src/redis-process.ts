import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './engine';
import { freePorts } from './free-ports';
import { ServerProcess } from './server-process';

/** A Redis of this machine that keeps nothing, on a free port of the loopback interface. */
export async function startRedis(): Promise<Engine> {
  const dir = await mkdtemp(join(tmpdir(), 'redis-'));
  const port = await freePorts(1);
  const server = await ServerProcess.start(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--save',
      '',
      '--appendonly',
      'no',
    ],
    () => answersPing(port),
  );
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write('PING\r\n');
    const [answer] = await once(socket, 'data');
    return String(answer).startsWith('+PONG');
  } finally {
    socket.destroy();
  }
}
