import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as send,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { PROBLEM_MEDIA_TYPE, problemHeaders, problemOf, RefusalError } from '@gifting/http';
import { beginTrace } from '@gifting/http/app';

/** Headers that concern one connection and not the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = [
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
];

/** Below the time after which a service closes an idle connection, so that none is used while it closes. */
const IDLE_MS = 30_000;

/**
 * Passes requests on to a service of the cluster and its answers back, both as streams, so that live
 * feeds flow and nothing is held in memory. A service that cannot be reached is 503 `not-ready`.
 * Nothing is ever sent twice: the client knows by its Idempotency-Key whether it may.
 */
export function proxyTo(service: string, origin: URL): RequestListener {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });

  return (request, response) => {
    const upstream = send({
      agent,
      host: origin.hostname,
      port: origin.port,
      method: request.method,
      path: request.url,
      headers: endToEnd(request.headers),
    });
    upstream.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
      // Headers of a live feed must not wait for its first event.
      response.flushHeaders();
      // Either side going away ends the other.
      pipeline(answer, response, () => undefined);
    });
    upstream.on('error', () => refuse(request, response, service));
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  };
}

/** Framing stays as it came: a chunked body of any method must not go on without its framing. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = headers.connection?.toLowerCase().split(/\s*,\s*/) ?? [];
  const passed = { ...headers };
  for (const name of [...HOP_BY_HOP, ...named]) delete passed[name];
  return passed;
}

function refuse(request: IncomingMessage, response: ServerResponse, service: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { traceId, traceparent } = beginTrace(request.headers.traceparent);
  const refusal = new RefusalError('not-ready', `The ${service} service cannot be reached.`);
  const problem = problemOf(refusal, traceId);
  response.writeHead(problem.status, {
    ...problemHeaders(refusal),
    'content-type': PROBLEM_MEDIA_TYPE,
    traceparent,
    // The rest of the request's body is not read any more.
    connection: 'close',
  });
  response.end(JSON.stringify(problem));
}
