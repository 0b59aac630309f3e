import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  type LoggerService,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusalOf } from './error-mapping';
import {
  internalProblem,
  type Problem,
  PROBLEM_MEDIA_TYPE,
  problemHeaders,
  problemOf,
} from './problem';

/** Turns whatever went wrong into a problem; the unknown becomes a plain 500 and a line in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: LoggerService) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { traceId } = request.trace;
    const refusal = refusalOf(error);
    if (refusal === undefined) {
      const route = request.routeOptions.url ?? 'an unknown route';
      this.logger.error(`${request.method} ${route} failed`, { err: error, traceId });
    }
    // Fastify closes the connection when it rejects a body. A client that is still sending, such as the
    // gateway, then fails before it reads the answer. Without this header Node reads the rest instead.
    if (reply.hasHeader('connection')) reply.removeHeader('connection');
    if (reply.raw.headersSent) {
      // An answer under way can only be broken off, so that nobody takes it for whole.
      reply.raw.destroy();
    } else if (refusal === undefined) {
      send(reply, internalProblem(traceId));
    } else {
      send(reply.headers(problemHeaders(refusal)), problemOf(refusal, traceId));
    }
  }
}

function send(reply: FastifyReply, problem: Problem): void {
  // As bytes, because Fastify would add a charset to the media type of text, and JSON has none.
  const bytes = Buffer.from(JSON.stringify(problem));
  void reply.code(problem.status).header('content-type', PROBLEM_MEDIA_TYPE).send(bytes);
}
