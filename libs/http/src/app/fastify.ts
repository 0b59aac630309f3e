import type { Caller } from '../auth/caller';
import type { TicketOffice } from '../auth/tickets';
import type { Admission } from './overload';
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
  interface FastifyInstance {
    admission: Admission;
    tickets: TicketOffice;
  }
  interface FastifyContextConfig {
    gifting?: RouteOptions;
  }
}
