import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../auth/caller';
import type { RefusalError } from '../problem/refusal-error';
import { IDEMPOTENCY_KEY_HEADER, idempotencyKeyOf } from './idempotency-key';
import { PREFER_HEADER, waitMsOf } from './prefer-wait';
import { requestParam } from './request-param';

/** What a POST that changes something says besides its path and body. */
export interface CommandCall {
  readonly caller: Caller;
  readonly idempotencyKey: string;
  readonly traceId: string;
  /** How long the caller waits for the outcome. */
  readonly waitMs: number;
}

/**
 * The call of a command.
 * @throws RefusalError `idempotency-key` when the key is missing, not valid or sent twice
 */
export const CommandCall = requestParam(
  (request): CommandCall => {
    const { caller, headers, trace } = request;
    if (caller === undefined) throw new Error('a public route takes no commands');
    return {
      caller,
      idempotencyKey: idempotencyKeyOf(request),
      traceId: trace.traceId,
      waitMs: waitMsOf(headers.prefer),
    };
  },
  ApiHeader(IDEMPOTENCY_KEY_HEADER),
  ApiHeader(PREFER_HEADER),
);

/** How a command is answered: with its outcome, still without one, or refused. */
export type CommandResult<Body> = { readonly replayed: boolean } & (
  { readonly status: 201 | 202; readonly body: Body } | { readonly refusal: RefusalError }
);

/**
 * The body of an answered command; sets status and headers.
 * @param locationOf where to look for the outcome of a command that has none yet
 * @throws RefusalError where the command was refused
 */
export function replyWith<Body>(
  result: CommandResult<Body>,
  reply: FastifyReply,
  locationOf?: (body: Body) => string,
): Body {
  if (result.replayed) reply.header('idempotency-replayed', 'true');
  if ('refusal' in result) throw result.refusal;
  const { body, status } = result;
  if (status === 202 && locationOf !== undefined) reply.header('location', locationOf(body));
  reply.status(status);
  return body;
}
