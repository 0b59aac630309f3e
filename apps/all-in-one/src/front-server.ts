import { createServer, type RequestListener, type Server } from 'node:http';
import { endConnections } from '@gifting/http/app';
import type { RouteTable } from '../../gateway/src';

/** As Fastify has them; a load balancer's own idle time should be shorter. */
const KEEP_ALIVE_MS = 72_000;

/**
 * One port in front of several applications of this process. Passes each request to the owner of its
 * path, and requests that nobody owns to the front's own application.
 */
export function createFrontServer<Service extends string>(
  routes: RouteTable<Service>,
  owners: ReadonlyMap<Service, RequestListener>,
  front: RequestListener,
): Server {
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const owner = routes.ownerOf(request.url ?? '/');
    const listener = owner === undefined ? front : (owners.get(owner) ?? front);
    listener(request, response);
  });
}

/** Resolves with the port that the server listens on. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Stops a server as `endConnections` says. Resolves when no connection is left. */
export function stopServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    endConnections(server, graceMs);
  });
}
