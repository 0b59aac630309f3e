import { ApiHeader, type ApiHeaderOptions } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { RefusalError } from '../problem/refusal-error';
import { requestParam } from './request-param';

/** How the header reads in OpenAPI. */
export const IDEMPOTENCY_KEY_HEADER: ApiHeaderOptions = {
  name: 'Idempotency-Key',
  required: true,
  description: 'The same key with the same content gives the recorded answer.',
  schema: { type: 'string', minLength: 1, maxLength: 128 },
};

const PRINTABLE = /^[\x20-\x7e]{1,128}$/;

/** 1 to 128 printable ASCII characters. */
export const isIdempotencyKey = (key: unknown): key is string =>
  typeof key === 'string' && PRINTABLE.test(key);

/**
 * The key of a request's Idempotency-Key header.
 * @throws RefusalError `idempotency-key` when it is missing, not valid or sent twice
 */
export function idempotencyKeyOf({ headers, raw }: FastifyRequest): string {
  const key = headers['idempotency-key'];
  if (!isIdempotencyKey(key)) {
    throw refused('The Idempotency-Key header must be 1 to 128 printable ASCII characters.');
  }
  // Node joins a header that comes twice by a comma, which a single key may hold too.
  if (key.includes(', ') && (raw.headersDistinct['idempotency-key']?.length ?? 0) > 1) {
    throw refused('The Idempotency-Key header stands twice.');
  }
  return key;
}

/** The request's Idempotency-Key; every POST that changes something takes one. */
export const IdempotencyKey = requestParam(idempotencyKeyOf, ApiHeader(IDEMPOTENCY_KEY_HEADER));

const refused = (detail: string): RefusalError => new RefusalError('idempotency-key', detail);
