import { METHODS, type RequestListener } from 'node:http';
import type { Readable } from 'node:stream';
import httpProxy from '@fastify/http-proxy';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { PROBLEM_MEDIA_TYPE, problemHeaders, problemOf, RefusalError } from '@gifting/http';
import { beginTrace, endConnections } from '@gifting/http/app';
import { endToEnd } from './end-to-end-headers';
import { UpstreamClient } from './upstream-client';

/** A service that requests are forwarded to. */
export interface Upstream {
  readonly name: string;
  readonly origin: URL;
}

/** Limits how long a request may take to arrive, as Node does by default; answers have no limit. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Connections that are still in use this long after a stop began are closed. */
const GRACE_MS = 5_000;

/**
 * Forwards requests to services and streams both bodies: live feeds flow at once, and nothing is parsed
 * or buffered. It answers 503 `not-ready` when a service cannot be reached. It never retries: only the
 * client knows, by its Idempotency-Key, whether it may.
 * @param upstreamOf finds the service for a request target
 * @param own answers requests that no service owns
 */
export function createProxy(
  upstreamOf: (url: string) => Upstream | undefined,
  own: RequestListener,
): FastifyInstance {
  const handOver = ({ raw }: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    own(raw, reply.raw);
  };
  const refuseFor = (reply: FastifyReply): void =>
    refuse(reply, upstreamOf(reply.request.url)?.name ?? 'requested');

  const client = new UpstreamClient();
  const proxy = fastify({
    requestTimeout: REQUEST_TIMEOUT_MS,
    // The services are still up while the gateway stops, so they answer late requests.
    return503OnClosing: false,
    // No service owns a path that cannot be decoded.
    frameworkErrors: (_error, request, reply) => handOver(request, reply),
  });
  // Without this, Fastify reads the bodies of some methods and rejects the other methods.
  for (const method of METHODS) proxy.addHttpMethod(method, { overrideExisting: true });

  proxy.addHook('onRequest', (request, reply, done) => {
    if (upstreamOf(request.url) === undefined) handOver(request, reply);
    else done();
  });
  proxy.setErrorHandler((error: FastifyError, request, reply) => {
    // The library rejects `..` in a path with 400. No service owns such a path either.
    if (error.statusCode === 400) handOver(request, reply);
    else refuseFor(reply);
  });
  proxy.addHook('preClose', (done) => {
    endConnections(proxy.server, GRACE_MS);
    done();
  });
  proxy.addHook('onClose', async () => client.close());

  void proxy.register(httpProxy, {
    upstream: '',
    routes: ['/*'],
    httpMethods: METHODS,
    proxyPayloads: false,
    // By default the library repeats a GET that was answered with 503.
    retryMethods: [],
    undici: client,
    handler: (_request, reply, path, options) => {
      client.sendFor(reply, () => {
        void reply.from(path, {
          ...options,
          onResponse: (_incoming, _reply, { stream }) => answer(reply, stream),
          onError: () => refuseFor(reply),
        });
      });
    },
    replyOptions: {
      getUpstream: ({ url }) => upstreamOf(url)?.origin.origin ?? '',
      rewriteRequestHeaders: ({ headers: { host } }, headers) => ({ ...endToEnd(headers), host }),
      rewriteHeaders: endToEnd,
    },
  });
  return proxy;
}

function answer(reply: FastifyReply, stream: Readable): void {
  // The library closes the connection if the request is still arriving; the client reads the rest instead.
  if (reply.hasHeader('connection')) reply.removeHeader('connection');
  void reply.send(stream);
  // The headers of a live feed must not wait for its first event.
  reply.raw.flushHeaders();
}

function refuse(reply: FastifyReply, service: string): void {
  const { traceId, traceparent } = beginTrace(reply.request.headers.traceparent);
  const refusal = new RefusalError('not-ready', `The ${service} service cannot be reached.`);
  const problem = problemOf(refusal, traceId);
  const headers = { ...problemHeaders(refusal), 'content-type': PROBLEM_MEDIA_TYPE, traceparent };
  // As bytes, because Fastify would add a charset to the media type of text, and JSON has none.
  const bytes = Buffer.from(JSON.stringify(problem));
  void reply.code(problem.status).headers(headers).send(bytes);
}
