import 'reflect-metadata';
import {
  JsonLogger,
  loadConfig,
  openEmbeddedPorts,
  runProcess,
  runtimeOf,
  tokenKeysOf,
} from '@gifting/service';
import { firstSteps } from '../../gateway/src';
import { runAllInOne } from './run-all-in-one';

/** The embedded default: the whole economy in one process, with one port and no server. */
void runProcess(async () => {
  const config = loadConfig(process.env);
  const logger = JsonLogger.create(config.logLevel);
  const keys = await tokenKeysOf(config);
  const ports = await openEmbeddedPorts({
    dataDir: config.dataDir,
    clock: config.clock,
    onWarning: (message) => logger.warn(message),
  });
  const running = await runAllInOne(ports, runtimeOf(config, keys, logger), config);
  const url = `http://${config.host}:${running.port}`;
  process.stdout.write(
    config.production ? `listening on ${url}\n` : await firstSteps(url, keys, ports.clock.now()),
  );
  return {
    failed: running.failed,
    stop: async () => {
      await running.stop();
      await ports.close();
    },
  };
});
