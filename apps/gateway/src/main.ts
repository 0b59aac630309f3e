import 'reflect-metadata';
import { JsonLogger, loadConfig, runProcess, runtimeOf, tokenKeysOf } from '@gifting/service';
import { openGateway } from './gateway';
import { serviceOriginsOf } from './service-origins';

/** The gateway of a cluster: one port in front of services that run elsewhere. */
void runProcess(async () => {
  const config = loadConfig(process.env);
  const origins = serviceOriginsOf(config);
  const logger = JsonLogger.create(config.logLevel).child({ service: 'gateway' });
  const runtime = runtimeOf(config, await tokenKeysOf(config), logger);
  const gateway = await openGateway(origins, runtime, config);
  logger.log(`the gateway listens on http://${config.host}:${gateway.port}`);
  return { failed: new Promise(() => undefined), stop: () => gateway.stop() };
});
