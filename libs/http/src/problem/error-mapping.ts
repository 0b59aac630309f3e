import { StoreFailed, StoreOverloaded, UnknownOutcome } from '@gifting/event-store';
import type { RefusalCode } from '@gifting/kernel';
import { HttpException } from '@nestjs/common';
import { RefusalError } from './refusal-error';

/** Faults that Fastify finds before a handler runs. */
const FASTIFY_FAULTS: Readonly<Record<string, readonly [RefusalCode, string]>> = {
  FST_ERR_BAD_URL: ['not-found', 'The path is not well formed.'],
  FST_ERR_MAX_PARAM_LENGTH: ['not-found', 'A part of the path is too long.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['body-too-large', 'The body is larger than this route takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-media-type', 'The Content-Type is not supported.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid-json', 'The body is not as long as it says.'],
};

/** What Nest itself throws, by status. */
const NEST_FAULTS: Readonly<Record<number, RefusalCode>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  503: 'not-ready',
};

/** The refusal that an error stands for; `undefined` for a fault of ours, which is a plain 500. */
export function refusalOf(error: unknown): RefusalError | undefined {
  if (error instanceof RefusalError) return error;
  if (error instanceof StoreOverloaded) {
    return new RefusalError('overloaded', 'The store is full for now; nothing was recorded.');
  }
  if (error instanceof UnknownOutcome) {
    return new RefusalError('not-ready', 'The outcome is not known; ask again with the same key.');
  }
  if (error instanceof StoreFailed) {
    return new RefusalError('not-ready', 'The store no longer takes anything.');
  }
  if (error instanceof HttpException) return refusalOfNest(error);
  return typeof error === 'object' && error !== null ? refusalOfFastify(error) : undefined;
}

function refusalOfNest(error: HttpException): RefusalError | undefined {
  const status = error.getStatus();
  const code = NEST_FAULTS[status] ?? (status < 500 ? 'validation' : undefined);
  return code && new RefusalError(code, error.message);
}

/** Faults of Fastify, and of the connection below it, say a code and a status. */
function refusalOfFastify(error: {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}): RefusalError | undefined {
  const fault = FASTIFY_FAULTS[String(error.code)];
  if (fault !== undefined) return new RefusalError(...fault);
  const { statusCode } = error;
  const isClients = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  // For example a connection that ended in the middle of the body; nobody is left to read this.
  return isClients
    ? new RefusalError('invalid-json', 'The request is not well formed.')
    : undefined;
}
