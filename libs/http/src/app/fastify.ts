import type { Caller } from '../auth/caller';
import type { RouteOptions } from './route-options';
import type { Trace } from './trace';

/** What the edge keeps on each request; handlers read it through `@Caller()` and `@TraceId()`. */
declare module 'fastify' {
  interface FastifyRequest {
    trace: Trace;
    caller: Caller | undefined;
    /** The route's duration metric; none for unknown paths and for answers that stay open. */
    observeDuration: ((status: number, elapsedMs: number) => void) | undefined;
  }
  interface FastifyContextConfig {
    gifting?: RouteOptions;
  }
}
