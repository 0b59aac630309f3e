import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { type Bus } from '@gifting/bus';
import { openEmbeddedBus, openKafkaBus } from '@gifting/bus/adapters';
import { type EventStore } from '@gifting/event-store';
import {
  connectEventStoreDb,
  openEmbeddedEventStore,
  openEventStoreDb,
} from '@gifting/event-store/adapters';
import { type NoteStore, type ReadStore } from '@gifting/read-store';
import {
  EventStoreDbNoteStore,
  openEmbeddedNoteStore,
  openEmbeddedReadStore,
  openRedisReadStore,
} from '@gifting/read-store/adapters';
import { type Clock, ManualClock } from '@gifting/engine';
import { SystemClock } from '@gifting/engine/runtime';
import { identityOf, lastRecordedAtMs, type StoreIdentity } from './store-identity';

/** Everything outside the process that a service works with. Services cannot tell the adapters apart. */
export interface Ports {
  readonly eventStore: EventStore;
  /** Which store this is, and the secret that it keeps. */
  readonly identity: StoreIdentity;
  readonly bus: Bus;
  readonly readStore: ReadStore;
  readonly noteStore: NoteStore;
  readonly clock: Clock;
  close(): Promise<void>;
}

export interface EmbeddedPortsOptions {
  readonly dataDir: string;
  readonly clock: 'system' | 'manual';
  readonly onWarning: (message: string) => void;
  /** Another bus, such as one that misbehaves on demand. */
  readonly bus?: Bus;
}

/** The folder of the embedded event store within a data directory. */
const storeDir = (dataDir: string): string => join(dataDir, 'store');

/**
 * The event store of a data directory whose process is stopped, for tools that read it.
 * @throws StoreLocked when a process holds the directory
 */
export const openStoppedStore = (dataDir: string): Promise<EventStore> =>
  openEmbeddedEventStore({ dir: storeDir(dataDir) });

/**
 * The default: one process, one data directory, no server.
 * @throws StoreLocked when another process holds the directory
 */
export async function openEmbeddedPorts(options: EmbeddedPortsOptions): Promise<Ports> {
  const { dataDir, onWarning } = options;
  const eventStore = await openEmbeddedEventStore({ dir: storeDir(dataDir) });
  const readStore = await openEmbeddedReadStore({ dir: join(dataDir, 'projections'), onWarning });
  const noteStore = await openEmbeddedNoteStore({ dir: join(dataDir, 'notes') });
  return completed(
    options.clock,
    eventStore,
    options.bus ?? openEmbeddedBus(),
    readStore,
    noteStore,
  );
}

export interface EnginePortsOptions {
  readonly kafkaBrokers: readonly string[];
  readonly eventStoreUrl: string;
  readonly redisUrl: string;
  readonly clock: 'system' | 'manual';
  /** Names this process to Kafka. */
  readonly clientId: string;
  readonly logger: LoggerService;
  readonly onTrouble: (error: unknown) => void;
}

/** The cluster: Kafka carries the messages, EventStoreDB holds the streams, Redis the projections. */
export async function openEnginePorts(options: EnginePortsOptions): Promise<Ports> {
  const { onTrouble } = options;
  const client = connectEventStoreDb(options.eventStoreUrl);
  const eventStore = await openEventStoreDb({ client, onTrouble });
  const { clientId, logger } = options;
  const bus = await openKafkaBus({ brokers: [...options.kafkaBrokers], clientId, logger });
  const readStore = await openRedisReadStore({ url: options.redisUrl, onTrouble });
  const ports = await completed(
    options.clock,
    eventStore,
    bus,
    readStore,
    new EventStoreDbNoteStore(client),
  );
  return {
    ...ports,
    close: async () => {
      await ports.close();
      await client.dispose();
    },
  };
}

async function completed(
  clockKind: 'system' | 'manual',
  eventStore: EventStore,
  bus: Bus,
  readStore: ReadStore,
  noteStore: NoteStore,
): Promise<Ports> {
  const lastMs = await lastRecordedAtMs(eventStore);
  const clock =
    clockKind === 'system' ? new SystemClock(lastMs) : new ManualClock(lastMs || Date.now());
  const identity = await identityOf(eventStore, clock);
  const close = async () => {
    await bus.close();
    await readStore.close();
    await noteStore.close();
    await eventStore.close();
  };
  return { eventStore, identity, bus, readStore, noteStore, clock, close };
}
