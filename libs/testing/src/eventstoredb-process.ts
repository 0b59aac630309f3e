import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from './engine';
import { freePorts } from './free-ports';
import { ServerProcess } from './server-process';

/** An EventStoreDB of this machine, with its data on disk, that a test may kill and start again. */
export interface RestartableEventStoreDb extends Engine {
  readonly port: number;
  /** SIGKILL: what the server had acknowledged must be there after `start`. */
  kill(): Promise<void>;
  /** Starts again on the same data and at the same address. */
  start(): Promise<void>;
}

/** Starts `eventstored` on free ports of the loopback interface. */
export async function startEventStoreDb(): Promise<RestartableEventStoreDb> {
  const dir = await mkdtemp(join(tmpdir(), 'eventstoredb-'));
  const port = await freePorts(2);
  const args = [
    '--insecure',
    ...['--db', join(dir, 'db'), '--log', join(dir, 'log')],
    ...['--node-port', String(port), '--replication-port', String(port + 1)],
  ];
  const launch = () => ServerProcess.start('eventstored', args, () => isLeader(port));

  let server = await launch();
  return {
    port,
    url: `esdb://127.0.0.1:${port}?tls=false`,
    kill: () => server.kill(),
    start: async () => {
      server = await launch();
    },
    stop: async () => {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Only a leader takes writes; a single node becomes one shortly after it is up. */
async function isLeader(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/info`);
  const { state } = (await response.json()) as { state?: string };
  return state === 'leader';
}
