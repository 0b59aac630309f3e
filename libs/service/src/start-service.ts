import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BusTransportStrategy, type Topic, type Trouble } from '@gifting/bus';
import {
  DEAD_LETTER,
  FEED_PARTITIONS,
  feedOf,
  PUBLIC_PARTITIONS,
  PUBLIC_TOPICS,
  SERVICE_NAMES,
  type ServiceName,
  UPSTREAM_PURCHASES,
} from '@gifting/contracts';
import { type TokenVerifier, type Admission, type RateLimiter } from '@gifting/http/app';
import { createServiceApp } from './create-service-app';
import { feedControllerOf } from './feed.controller';
import { CommandIds } from '@gifting/http';
import { codeVersion } from './code-version';
import {
  CommandHandler,
  CommandStreams,
  StreamWatcher,
  Projections,
  operationKind,
} from '@gifting/engine';
import {
  AnsweredBefore,
  FeedConsumer,
  Relay,
  StreamCache,
  StreamSnapshots,
  withOperations,
} from '@gifting/engine/runtime';
import type { Config } from './config/config';
import { Operations } from './operations';
import { PolicyBook } from './policy-book';
import type { Ports } from './ports';
import type { ServiceDefinition } from './service-definition';
import { ServiceModule } from './service.module';
import type { Metrics } from './telemetry/metrics';
import type { Readiness } from './telemetry/readiness';

/** What the services of one process share besides the ports. */
export interface Runtime {
  readonly tokens: TokenVerifier;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly logger: LoggerService;
  readonly admission: Admission;
  readonly rateLimiter?: RateLimiter;
  readonly config: Config;
}

export interface RunningService {
  readonly name: string;
  /** Initialised, with its feed consumed; it listens only where somebody tells it to. */
  readonly app: NestFastifyApplication;
  /** Resolves when it has caught up once. */
  readonly caughtUp: Promise<void>;
  /** Takes no more requests and messages, finishes what is under way, writes its checkpoints. */
  stop(): Promise<void>;
}

const GAUGES_EVERY_MS = 1_000;
/** Folded streams that a service keeps at hand. */
const CACHED_STREAMS = 50_000;

/**
 * Starts one service on ports: the same call in the cluster, in the all-in-one process and in tests.
 * When it resolves, the service answers; `/health/ready` says when it has caught up.
 */
export async function startService(
  definition: ServiceDefinition,
  ports: Ports,
  runtime: Runtime,
): Promise<RunningService> {
  const { name } = definition;
  // Every service has operations of its own, beside what it defines.
  const categories = [...definition.categories, operationKind.category];
  const kinds = [...definition.kinds, operationKind];
  const outgoing = withOperations(name, definition.outgoing);
  const { bus, clock, eventStore, identity, noteStore, readStore } = ports;
  const { logger } = runtime;
  const metrics = runtime.metrics.forService(name);
  const check = runtime.readiness.expect(name, 'has not caught up yet');
  const warn =
    (what: string) =>
    (error: unknown): void => {
      logger.warn(`${what} is in trouble`, { service: name, error });
    };

  // Where messages stay in the process, nothing that is not durable yet can leave with them.
  const streams = bus.staysInProcess ? eventStore.ahead : eventStore;
  const onAppended = (types: readonly string[]): void => {
    for (const type of types) metrics.countEvents(type);
  };
  const snapshots = new StreamSnapshots({
    service: name,
    store: eventStore,
    readStore,
    foldVersion: codeVersion(),
    onTrouble: warn('a snapshot'),
  });
  const cache = new StreamCache(streams, CACHED_STREAMS, snapshots);
  const handler = new CommandHandler({ streams, clock, cache, onAppended });
  const watcher = new StreamWatcher(eventStore, categories);
  const policies = new PolicyBook(eventStore);
  const projections = new Projections(
    eventStore,
    readStore,
    definition.projections,
    (projection, error) => {
      logger.warn('a projection is in trouble', { projection, error });
    },
  );
  const relay = new Relay({
    service: name,
    categories,
    outgoing,
    streams,
    storeName: identity.name,
    bus,
    clock,
    onTrouble: warn('a relay'),
  });
  const strategy = new BusTransportStrategy(bus, groupOf(name));
  const consumer = new FeedConsumer({
    bus,
    handler,
    clock,
    kinds,
    onHandled: (ageMs) => metrics.setFeedLag(feedOf(name), ageMs / 1_000),
    answered: new AnsweredBefore(eventStore, await eventStore.head()),
  });
  const commands = new CommandStreams(eventStore, handler, watcher);
  const commandIds = new CommandIds(identity.secret);
  const parts = {
    config: runtime.config,
    eventStore,
    bus,
    noteStore,
    clock,
    consumer,
    handler,
    commands,
    commandIds,
    operations: new Operations(name, commands, commandIds),
    watcher,
    policies,
    projections,
  };

  await bus.ensureTopics(TOPICS);
  policies.start();
  await watcher.start();
  const root = {
    module: class ServiceRoot {},
    controllers: [feedControllerOf(name)],
    imports: [ServiceModule.of(parts), definition.module],
  };
  const app = await createServiceApp(name, root, runtime);
  app.connectMicroservice({ strategy }, { inheritAppConfig: false });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await projections.start();
  await app.startAllMicroservices();
  const head = await eventStore.head();
  await relay.start();

  const caughtUp = Promise.all([
    policies.ready,
    relay.reached(head),
    strategy.caughtUp,
    projections.caughtUp(),
  ]).then(() => check.ready());
  metrics.setParkedKeys(0);
  const gauges = setInterval(() => {
    for (const [projection, position] of projections.positions()) {
      metrics.setProjectionPosition(projection, position);
    }
  }, GAUGES_EVERY_MS).unref();
  runtime.readiness.ask(`${name} feed`, () => reasonOf(strategy.troubles));
  return {
    name,
    app,
    caughtUp,
    stop: async () => {
      clearInterval(gauges);
      check.waiting('is stopping');
      await app.close();
      await relay.stop();
      await projections.stop();
      await watcher.stop();
      await policies.stop();
      await snapshots.stop();
    },
  };
}

const groupOf = (service: ServiceName): string => `gifting.${service}`;

const TOPICS: readonly Topic[] = [
  ...SERVICE_NAMES.map((service) => ({
    name: feedOf(service),
    partitions: FEED_PARTITIONS,
    group: groupOf(service),
  })),
  { name: UPSTREAM_PURCHASES, partitions: PUBLIC_PARTITIONS, group: groupOf('wallet') },
  ...[...Object.values(PUBLIC_TOPICS), DEAD_LETTER].map((name) => ({
    name,
    partitions: PUBLIC_PARTITIONS,
  })),
];

/** A message that cannot be handled stops its partition, and with it the readiness of the process. */
function reasonOf([trouble]: readonly Trouble[]): string | undefined {
  if (trouble === undefined) return undefined;
  const { error, partition, topic, tries } = trouble;
  const reason = error instanceof Error ? error.message : String(error);
  return `has not handled a message of ${topic}/${String(partition)} in ${tries} tries: ${reason}`;
}
