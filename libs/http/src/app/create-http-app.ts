import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { TicketOffice } from '../auth/tickets';
import type { TokenVerifier } from '../auth/token-verifier';
import { serveDocs } from './docs-page';
import { endConnections } from './end-connections';
import { NestAdapter } from './nest-adapter';
import { describeApi, type OpenApiDocument } from './openapi';
import { Admission } from './overload';
import { ProblemFilter } from '../problem/problem.filter';
import type { RateLimiter } from './rate-limit';
import { BODY_LIMIT_BYTES, readBodiesAsJson } from '../input/request-body';
import { routeGate } from './route-gate';
import { beginTrace } from './trace';
import { KnownRoutes, refuseUnknownRoute } from './unknown-route';
import { InputValidationPipe } from '../input/validation.pipe';

/** What is still under way at a stop is broken off after this time; SIGTERM must end within 10 s. */
const STOP_GRACE_MS = 5_000;

/** Takes the duration of one request. */
export type RequestTimer = (status: number, elapsedMs: number) => void;

export interface HttpAppOptions {
  readonly tokens: TokenVerifier;
  /** Makes the timer of a route, told of every answer with its status and its time. */
  readonly requestTimer: (method: string, route: string) => RequestTimer;
  readonly logger: LoggerService;
  /** Shared by the applications of a process; default one of its own. */
  readonly admission?: Admission;
  readonly rateLimiter?: RateLimiter;
  /** What `/openapi.json` shows; default the description of this application. */
  readonly openApi?: () => OpenApiDocument | Promise<OpenApiDocument>;
}

/**
 * A Nest application with the edge that every service has: tokens and roles, problems, validation,
 * limits, traces and docs. It is not initialised yet: the caller decides when.
 * It has no CORS, since pages of other origins have no business here.
 * @throws Error at `init()` for a route that does not say who may use it
 */
export async function createHttpApp(
  module: Type<unknown> | DynamicModule,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const filter = new ProblemFilter(options.logger);
  const adapter = new NestAdapter(filter);
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    adapter,
    // The bodies are parsed by our own parser; a failed start is the caller's to tell.
    { logger: options.logger, bodyParser: false, abortOnError: false },
  );
  app.useGlobalFilters(filter);
  app.useGlobalPipes(new InputValidationPipe());
  readBodiesAsJson(adapter.fastify);
  guardRoutes(adapter.fastify, options, app);
  serveDocs(adapter.fastify, options.openApi ?? (() => describeApi(app)));
  return app;
}

function guardRoutes(
  fastify: FastifyInstance,
  options: HttpAppOptions,
  app: NestFastifyApplication,
): void {
  const { tokens, admission = new Admission(), rateLimiter } = options;
  const known = new KnownRoutes();
  const tickets = new TicketOffice();
  let isStopping = false;
  const keepers = {
    tokens,
    tickets,
    admission,
    rateLimiter,
    isStopping: () => isStopping,
    provider: <T>(type: Type<T>): T => app.get(type, { strict: false }),
  };

  // Declared here, so that all requests have the same shape and stay fast.
  fastify.decorate('admission', admission);
  fastify.decorate('tickets', tickets);
  fastify.decorateRequest('trace');
  fastify.decorateRequest('caller');
  fastify.decorateRequest('observeDuration');

  fastify.addHook('onRoute', (route) => {
    const method = [route.method].flat().join(' ');
    const gated = { method, url: route.url, options: route.config?.gifting ?? {} };
    const observe = options.requestTimer(method, route.url);
    const gate = routeGate(gated, keepers);
    known.add(route.method, route.url);
    route.bodyLimit = gated.options.bodyLimitBytes ?? BODY_LIMIT_BYTES;
    route.onRequest = (request, reply, done) => {
      request.observeDuration = observe;
      gate(request, reply, done);
    };
  });

  fastify.addHook('onRequest', (request, reply, done) => {
    request.trace = beginTrace(request.headers.traceparent);
    reply.header('traceparent', request.trace.traceparent);
    if (request.is404) refuseUnknownRoute(request, tokens, known).catch(done);
    else done();
  });

  fastify.addHook('onResponse', (request, reply, done) => {
    request.observeDuration?.(reply.statusCode, reply.elapsedTime);
    done();
  });

  fastify.addHook('preClose', (done) => {
    isStopping = true;
    admission.endOpen();
    // Behind a front of this process, the connections are the front's.
    if (fastify.server.listening) endConnections(fastify.server, STOP_GRACE_MS);
    done();
  });
}
