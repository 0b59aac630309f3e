import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** The first of so many neighbouring ports of the loopback interface that nobody listens on. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = await listenOn(0);
    if (first === undefined) continue;
    const port = portOf(first);
    const others = await Promise.all(
      Array.from({ length: count - 1 }, (_, index) => listenOn(port + 1 + index)),
    );
    await Promise.all([first, ...others].map(close));
    if (others.every((server) => server !== undefined)) return port;
  }
}

/** Nothing where the port is taken. */
async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('the server does not listen');
  return address.port;
}

const close = async (server: Server | undefined): Promise<void> => {
  if (server !== undefined) await once(server.close(), 'close');
};
