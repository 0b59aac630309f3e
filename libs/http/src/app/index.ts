export { TakesTicketFor } from '../auth/access.decorators';
export { TicketOffice, Tickets } from '../auth/tickets';
export {
  type TokenClaims,
  TokenRequestError,
  issueToken,
  parseTokenRequest,
} from '../auth/token-issuer';
export { type TokenKeys, TokenVerifier } from '../auth/token-verifier';
export { QueryMembers } from '../input/query-members';
export { type RequestTimer, createHttpApp } from './create-http-app';
export { endConnections } from './end-connections';
export { EventStream, type EventStreamOptions } from './event-stream';
export { listenerOf } from './listener-of';
export { type OpenApiDocument, describeApi, mergeOpenApi } from './openapi';
export { Admission, DEFAULT_MAX_IN_FLIGHT, MIN_IN_FLIGHT } from './overload';
export { type RateLimit, RateLimiter } from './rate-limit';
export { beginTrace } from './trace';
export { pathPattern } from './unknown-route';
