import type { IncomingHttpHeaders } from 'node:http';
import { applyDecorators } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import { RefusalError } from '../problem/refusal-error';
import { routeOptions } from '../app/route-options';

export const JSON_MEDIA_TYPE = 'application/json';
export const CLOUD_EVENT_MEDIA_TYPE = 'application/cloudevents+json';
export const CLOUD_EVENT_BATCH_MEDIA_TYPE = 'application/cloudevents-batch+json';

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** The media types that a route's body may have; without it `application/json` alone. */
export const Consumes = (...mediaTypes: readonly string[]): MethodDecorator =>
  applyDecorators(routeOptions({ consumes: mediaTypes }), ApiConsumes(...mediaTypes));

/** The media type of a header without its parameters, in lower case. */
export const mediaTypeOf = (contentType: string): string =>
  (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

/**
 * Looks at the headers of a body, where there is one.
 * @throws RefusalError `unsupported-media-type`
 */
export function requireMediaType(headers: IncomingHttpHeaders, accepted: readonly string[]): void {
  const { 'content-type': contentType, 'content-length': length } = headers;
  const isEmpty = headers['transfer-encoding'] === undefined && (length ?? '0') === '0';
  if (isEmpty) return;
  if (contentType === undefined)
    throw unsupported(`A body needs a Content-Type: ${list(accepted)}.`);
  if (!accepted.includes(contentType) && !accepted.includes(mediaTypeOf(contentType))) {
    throw unsupported(`The Content-Type must be ${list(accepted)}.`);
  }
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8') throw unsupported('The charset must be utf-8.');
  const encoding = headers['content-encoding']?.toLowerCase();
  if (encoding !== undefined && encoding !== 'identity') {
    throw unsupported('The body must not be compressed.');
  }
}

const list = (mediaTypes: readonly string[]): string => mediaTypes.join(' or ');

const unsupported = (detail: string): RefusalError =>
  new RefusalError('unsupported-media-type', detail);
