import type { RequestListener } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** Initialises an application that does not listen itself. Its caller passes requests to the listener. */
export async function listenerOf(app: NestFastifyApplication): Promise<RequestListener> {
  await app.init();
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  await fastify.ready();
  return (request, response) => fastify.routing(request, response);
}
