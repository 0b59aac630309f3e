import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import 'reflect-metadata';
import {
  type Config,
  ConfigError,
  JsonLogger,
  loadConfig,
  runProcess,
  runtimeOf,
  tokenKeysOf,
} from '@gifting/service';
import { firstSteps } from './first-steps';
import { openGateway } from './gateway';
import type { RoutedService } from './route-table';
import { ROUTED_SERVICES } from './service-origins';

/** The services of a cluster on one machine listen behind the gateway's port, one after the other. */
const portOf = (config: Config, service: RoutedService): number =>
  config.port + 1 + ROUTED_SERVICES.indexOf(service);

/** `npm run cluster`: every service a process of its own on this machine, behind one port. */
void runProcess(async () => {
  const config = loadConfig(process.env);
  if (config.port === 0) throw new ConfigError(['PORT must be given for a cluster']);
  const logger = JsonLogger.create(config.logLevel).child({ service: 'gateway' });
  // Made before the services start, so that all of them read the same secret.
  const keys = await tokenKeysOf(config);
  const children = ROUTED_SERVICES.map((service) => startChild(service, portOf(config, service)));
  const failed = Promise.race(children.map(({ ended }) => ended));
  const origins = new Map(
    ROUTED_SERVICES.map((service) => [
      service,
      new URL(`http://127.0.0.1:${portOf(config, service)}`),
    ]),
  );
  const gateway = await openGateway(origins, runtimeOf(config, keys, logger), config);
  const url = `http://${config.host}:${config.port}`;
  process.stdout.write(
    config.production
      ? `listening on ${url}\n`
      : await firstSteps(url, keys, new Date().toISOString()),
  );
  const services = [...origins].map(([name, { origin }]) => metricsAt(name, origin));
  process.stdout.write([metricsAt('gateway', url), ...services].join(''));
  return {
    failed,
    stop: async () => {
      await gateway.stop();
      await Promise.all(children.map(stopChild));
    },
  };
});

/** Each process has its own metrics. */
const metricsAt = (name: string, url: string): string => `metrics of ${name}: ${url}/metrics\n`;

interface Child {
  readonly process: ChildProcess;
  /** Resolves when it ends by itself, which a cluster does not survive. */
  readonly ended: Promise<Error>;
}

function startChild(service: RoutedService, port: number): Child {
  const main = join(__dirname, '..', '..', service, 'src', 'main.js');
  const child = spawn(process.execPath, [...process.execArgv, main], {
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // No service outlives this process, even if it fails.
  process.once('exit', () => child.kill());
  const ended = once(child, 'exit').then(
    ([status]) => new Error(`the ${service} service ended with status ${String(status)}`),
  );
  return { process: child, ended };
}

async function stopChild({ process: child, ended }: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await ended;
}
