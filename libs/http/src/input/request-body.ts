import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { RefusalError } from '../problem/refusal-error';
import { requestParam } from './request-param';
import { routeOptions } from '../app/route-options';

const KIBIBYTE = 1_024;
export const BODY_LIMIT_BYTES = 64 * KIBIBYTE;
export const BATCH_BODY_LIMIT_BYTES = 1_024 * KIBIBYTE;

/** For the batch routes, whose body may be 1 MiB instead of 64 KiB. */
export const BatchBody = (): MethodDecorator =>
  routeOptions({ bodyLimitBytes: BATCH_BODY_LIMIT_BYTES });

/**
 * The parsed body as it came. The handler itself checks it, with `checkInput`, item by item.
 * @throws RefusalError `invalid-json` when there is no body
 */
export const UncheckedBody = requestParam(({ body }) => requireBody(body));

/** @throws RefusalError `invalid-json` when there is no body */
export function requireBody(body: unknown): unknown {
  if (body === undefined) throw new RefusalError('invalid-json', 'A JSON body is needed.');
  return body;
}

/** Reads every body as JSON; which media types a route takes was decided by its gate. */
export function readBodiesAsJson(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<Buffer>(
    ['application/json', '*'],
    { parseAs: 'buffer' },
    (_request, bytes, done) => {
      try {
        done(null, parseJson(bytes));
      } catch (error) {
        done(error as RefusalError);
      }
    },
  );
}

/**
 * The value that bytes stand for, `undefined` where there are none. Names such as `__proto__` come
 * out as plain own members, which no input class knows.
 * @throws RefusalError `invalid-json`
 */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new RefusalError('invalid-json', 'The body is not UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // The parser's own message quotes the body.
    throw new RefusalError('invalid-json', 'The body is not valid JSON.');
  }
}
