import 'reflect-metadata';
import {
  ConfigError,
  JsonLogger,
  loadConfig,
  runProcess,
  runtimeOf,
  tokenKeysOf,
} from '@gifting/service';
import { ROUTE_OWNERS, type RoutedService } from './route-table';
import { openGateway } from './gateway';

/** The gateway of a cluster: one port before services that run elsewhere. */
void runProcess(async () => {
  const config = loadConfig(process.env);
  const owners = readOwners(process.env);
  const logger = JsonLogger.create(config.logLevel).child({ service: 'gateway' });
  const runtime = runtimeOf(config, await tokenKeysOf(config), logger);
  const gateway = await openGateway(owners, runtime, config);
  logger.log(`the gateway listens on http://${config.host}:${config.port}`);
  return { failed: new Promise(() => undefined), stop: () => gateway.stop() };
});

/**
 * Reads `GIFTING_SERVICE_URLS`, such as `wallet=http://wallet:8080,gift=http://gift:8080`.
 * @throws ConfigError with one line for each service that is missing or not a URL
 */
function readOwners(env: NodeJS.ProcessEnv): ReadonlyMap<RoutedService, URL> {
  const entries = (env.GIFTING_SERVICE_URLS ?? '').split(',').map((entry) => entry.split('='));
  const texts = new Map(entries.map(([name = '', url = '']) => [name.trim(), url.trim()]));
  const names = Object.keys(ROUTE_OWNERS) as RoutedService[];
  const faults = names.flatMap((name) =>
    URL.canParse(texts.get(name) ?? '')
      ? []
      : [`GIFTING_SERVICE_URLS must name a URL for ${name}, such as ${name}=http://${name}:8080`],
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return new Map(names.map((name) => [name, new URL(texts.get(name) ?? '')]));
}
