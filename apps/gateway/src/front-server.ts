import { createServer, type RequestListener, type Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { endConnections } from '@gifting/http/app';
import type { RouteTable } from '../../gateway/src/route-table';

/** As Fastify has them; a load balancer's own idle time should be shorter. */
const KEEP_ALIVE_MS = 72_000;

/** What answers the requests of an application that does not listen itself. Initialises it. */
export async function listenerOf(app: NestFastifyApplication): Promise<RequestListener> {
  await app.init();
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  await fastify.ready();
  return (request, response) => fastify.routing(request, response);
}

/**
 * One port before several services: hands each request to the owner of its path, and what nobody
 * owns to the front's own application. Owners are applications of this process, or proxies.
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
