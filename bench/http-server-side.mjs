// The economy behind HTTP, as `npm start` runs it, or a server that does nothing.
import { createServer } from 'node:http';
import { built } from './built.mjs';
import { serve } from './side.mjs';

const HOST = '127.0.0.1';
let stop = async () => undefined;

serve({
  /** Answers with its address and the secret that signs tokens. */
  async open({ dist, dataDir }) {
    const load = built(dist);
    const service = load('libs/service/src');
    const { runAllInOne } = load('apps/all-in-one/src/run-all-in-one.js');
    const environment = { GIFTING_DATA_DIR: dataDir, HOST, PORT: '0' };
    const config = service.loadConfig(environment);
    const logger = service.JsonLogger.create('warn');
    const keys = await service.tokenKeysOf(config);
    const ports = await service.openEmbeddedPorts({
      dataDir,
      clock: 'system',
      onWarning: (message) => logger.warn(message),
    });
    const runtime = service.runtimeOf(config, keys, logger);
    const running = await runAllInOne(ports, runtime, { host: HOST, port: 0 });
    await running.caughtUp;
    stop = async () => {
      await running.stop();
      await ports.close();
    };
    return { url: `http://${HOST}:${running.port}`, secret: keys.secret };
  },

  /** Reads each request and answers the least: how fast the generator can be. */
  async openEmpty() {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(201, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise((resolve) => server.listen(0, HOST, resolve));
    stop = async () => void server.close();
    return { url: `http://${HOST}:${server.address().port}` };
  },

  close: () => stop(),
});
