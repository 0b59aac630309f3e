import { type Config, loadConfig } from './config/config';
import { ConfigError } from './config/settings';
import { tokenKeysOf } from './config/signing-secret';
import { openEnginePorts, type Ports } from './ports';
import { runProcess, type Running } from './run-process';
import { runtimeOf } from './runtime';
import { type ReaderDefinition, startReader } from './start-reader';
import { type RunningService, type Runtime, startService } from './start-service';
import type { ServiceDefinition } from './service-definition';
import { JsonLogger } from './telemetry/logger';

/** The cluster entry of a service that writes: its own process, on Kafka, EventStoreDB and Redis. */
export const runService = (definition: ServiceDefinition): Promise<void> =>
  runAlone(definition.name, (ports, runtime) => startService(definition, ports, runtime));

/** The cluster entry of a service that only reads. */
export const runReader = (definition: ReaderDefinition): Promise<void> =>
  runAlone(definition.name, (ports, runtime) => startReader(definition, ports, runtime));

function runAlone(
  name: string,
  start: (ports: Ports, runtime: Runtime) => Promise<RunningService>,
): Promise<void> {
  return runProcess(async (): Promise<Running> => {
    const config = loadConfig(process.env);
    const logger = JsonLogger.create(config.logLevel).child({ service: name });
    const ports = await openEnginePorts({
      ...enginesOf(config),
      clientId: `gifting-${name}`,
      logger,
      onTrouble: (error) => logger.warn('an engine is in trouble', { error }),
    });
    const runtime = runtimeOf(config, await tokenKeysOf(config), logger);
    const service = await start(ports, runtime);
    await service.app.listen(config.port, config.host);
    logger.log(`${name} listens on http://${config.host}:${config.port}`);
    return {
      failed: ports.eventStore.failed,
      stop: async () => {
        await service.stop();
        await ports.close();
      },
    };
  });
}

/** @throws ConfigError with one line for each engine whose address is missing */
function enginesOf({ clock, engines }: Config) {
  const { eventStoreUrl, kafkaBrokers, redisUrl } = engines;
  const faults = [
    ...(kafkaBrokers === undefined ? ['KAFKA_BROKERS must be set in the cluster'] : []),
    ...(eventStoreUrl === undefined ? ['EVENTSTORE_URL must be set in the cluster'] : []),
    ...(redisUrl === undefined ? ['REDIS_URL must be set in the cluster'] : []),
    ...(clock === 'manual' ? ['GIFTING_CLOCK must be system in the cluster'] : []),
  ];
  if (kafkaBrokers === undefined || eventStoreUrl === undefined || redisUrl === undefined) {
    throw new ConfigError(faults);
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return { kafkaBrokers, eventStoreUrl, redisUrl, clock };
}
