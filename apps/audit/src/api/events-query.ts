import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Position, START } from '@gifting/kernel';
import { parsePage, parsePosition, RefusalError } from '@gifting/http';

/** Which events an auditor asks for. */
export interface EventsQuery {
  readonly from: Position;
  /** The beginning of the stream's name; empty for all. */
  readonly prefix: string;
  readonly limit: number;
}

type Query = Readonly<Record<string, unknown>>;

/**
 * Reads `?from=`, `?stream=`, `?limit=` and `?cursor=`, where a cursor is the position to go on from.
 * @throws RefusalError `invalid-position`, `invalid-limit` or `invalid-cursor`
 */
export function parseEventsQuery(query: Query): EventsQuery {
  const { cursor, limit } = parsePage(query);
  const from = cursorPosition(cursor) ?? parsePosition(query.from) ?? START;
  return { from, prefix: typeof query.stream === 'string' ? query.stream : '', limit };
}

export const EventsQueryOf = createParamDecorator(
  (_: unknown, context: ExecutionContext): EventsQuery =>
    parseEventsQuery(
      context.switchToHttp().getRequest<FastifyRequest<{ Querystring: Query }>>().query,
    ),
);

function cursorPosition(cursor: string | undefined): Position | undefined {
  try {
    return parsePosition(cursor);
  } catch {
    throw invalidCursor();
  }
}

export const invalidCursor = (): RefusalError =>
  new RefusalError('invalid-cursor', 'The cursor is none that a list of this kind gave out.');
