import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import './fastify';
import type { ProblemFilter } from '../problem/problem.filter';
import { beginTrace } from './trace';

/** The longest thing that is named in a path is a stream of a purchase, about 180 characters. */
const MAX_PARAM_LENGTH = 256;

/**
 * Fastify under Nest, so that faults found before a handler reach the one problem filter unchanged.
 * Nest would turn them into exceptions that no longer say what they were.
 */
export class NestAdapter extends FastifyAdapter {
  constructor(filter: ProblemFilter) {
    super({
      // Addresses that come in headers are not believed.
      trustProxy: false,
      // Own text for requests that arrive while stopping; see the gate.
      return503OnClosing: false,
      routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
      // No Express middleware is used, so its adapter need not look at every request.
      skipMiddie: true,
      frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
        request.trace = beginTrace(request.headers.traceparent);
        filter.answer(error, request, reply);
      },
    });
  }

  /** Nest asks what an error of Fastify is; here it stays what it is. */
  override mapException(error: unknown): unknown {
    return error;
  }

  /** The Fastify instance as the rest of the edge types it. */
  get fastify(): FastifyInstance {
    return this.getInstance();
  }
}
