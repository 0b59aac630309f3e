import { isId, isPurchaseId } from '@gifting/kernel';
import type { Type } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import type { TicketOffice } from '../auth/tickets';
import type { TokenVerifier } from '../auth/token-verifier';
import { requireKnownQuery } from '../input/query-members';
import { JSON_MEDIA_TYPE, requireMediaType } from '../input/media-type';
import type { Admission } from './overload';
import type { RateLimiter } from './rate-limit';
import { notFound, RefusalError } from '../problem/refusal-error';
import type { ObjectPolicy, RouteOptions } from './route-options';

/** What all gates of an application share. */
export interface GateKeepers {
  readonly tokens: TokenVerifier;
  readonly tickets: TicketOffice;
  readonly admission: Admission;
  readonly rateLimiter: RateLimiter | undefined;
  readonly isStopping: () => boolean;
  /** Finds a provider in the application's container. */
  readonly provider: <T>(type: Type<T>) => T;
}

export interface GatedRoute {
  readonly method: string;
  /** As the router knows it, with parameter names: `/v1/gifts/:giftTxId`. */
  readonly url: string;
  readonly options: RouteOptions;
}

/** A hook of Fastify, run when the headers have arrived. Throws, or calls back with what it throws. */
export type Gate = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
) => void;

/** Answers a promise only where something has to be looked up. */
type Check = (request: FastifyRequest) => Promise<void> | undefined;

/** Path parameters that name something; a text that cannot be such a name is 404. */
const PATH_NAMES: Readonly<Record<string, (text: unknown) => boolean>> = {
  viewerId: isId,
  creatorId: isId,
  giftTxId: isId,
  payoutId: isId,
  refundId: isId,
  purchaseId: isPurchaseId,
};

/**
 * Everything that is decided about a request before its body is touched, in the order of the
 * contract: overload, 401, rate, 403, 404, 415, unknown query members. Fastify then reads the body (413, 400) and the
 * handler decides the rest. A hook and not a Nest guard, for guards run after the body is parsed.
 * @throws Error for a route that does not say who may use it
 */
export function routeGate(route: GatedRoute, keepers: GateKeepers): Gate {
  const { consumes = [JSON_MEDIA_TYPE], queryMembers } = route.options;
  const isRead = isReadOnly(route);
  const authorise = authorisation(route, keepers);

  const checkHeaders = (request: FastifyRequest): void => {
    if (!isRead) requireMediaType(request.headers, consumes);
    if (queryMembers !== undefined) requireKnownQuery(request.query, queryMembers);
  };

  return (request, reply, done) => {
    if (keepers.isStopping()) throw new RefusalError('not-ready', 'The service is stopping.');
    if (!keepers.admission.admit(reply.raw)) throw overloaded();
    const lookingUp = authorise(request);
    // Almost always everything is known at once, and the request goes on in the same tick.
    if (lookingUp === undefined) {
      checkHeaders(request);
      done();
    } else {
      lookingUp
        .then(() => checkHeaders(request))
        .then(
          () => done(),
          (error: Error) => done(error),
        );
    }
  };
}

function authorisation(route: GatedRoute, keepers: GateKeepers): Check {
  const { access } = route.options;
  if (access === undefined) {
    throw new Error(
      `${route.method} ${route.url} does not say who may use it: ` +
        'add @AllowRoles(), @AnyRole() or @Public()',
    );
  }
  if (access.kind === 'public') return () => undefined;

  const { rateLimiter } = keepers;
  const checkObject = objectCheck(route, keepers);
  const isAllowed = roleCheck(route);
  const enter = (caller: Caller, request: FastifyRequest): Promise<void> | undefined => {
    request.caller = caller;
    if (rateLimiter !== undefined) takeFrom(rateLimiter, caller);
    if (!isAllowed(caller)) {
      throw new RefusalError('forbidden', `The role ${caller.role} may not do this.`);
    }
    return checkObject(caller, request.params as Readonly<Record<string, string>>);
  };

  const callerOf = credentialCheck(route, keepers);
  return (request) => {
    const caller = callerOf(request);
    return caller instanceof Promise
      ? caller.then((verified) => enter(verified, request))
      : enter(caller, request);
  };
}

/** Whom the request speaks for, by its token or, where the route takes one, by a ticket. */
function credentialCheck(
  { options: { ticketFor } }: GatedRoute,
  { tickets, tokens }: GateKeepers,
): (request: FastifyRequest) => Caller | Promise<Caller> {
  const byToken = ({ headers }: FastifyRequest) => tokens.verify(headers.authorization);
  if (ticketFor === undefined) return byToken;
  return (request) => {
    const { ticket } = request.query as Readonly<Record<string, unknown>>;
    const params = request.params as Readonly<Record<string, string>>;
    return ticket === undefined ? byToken(request) : tickets.redeem(ticket, params[ticketFor]);
  };
}

function roleCheck(route: GatedRoute): (caller: Caller) => boolean {
  const { access } = route.options;
  if (access?.kind !== 'roles') return () => true;
  const isRead = isReadOnly(route);
  return (caller) => access.roles.includes(caller.role) || (isRead && readsEverything(caller));
}

/** Whether the object that the path names exists for the caller. */
function objectCheck({ url, options }: GatedRoute, keepers: GateKeepers) {
  const { ownSubject, objectPolicy } = options;
  const policy = objectPolicy && keepers.provider(objectPolicy);
  const parameters = url.split('/').filter((part) => part.startsWith(':'));
  const names = Object.entries(PATH_NAMES).filter(([name]) => parameters.includes(`:${name}`));

  return (caller: Caller, params: Readonly<Record<string, string>>): Promise<void> | undefined => {
    for (const [name, isName] of names) if (!isName(params[name])) throw notFound();
    if (ownSubject !== undefined && params[ownSubject] !== caller.sub && !readsEverything(caller)) {
      throw notFound();
    }
    return policy && reach(policy, caller, params);
  };
}

async function reach(
  policy: ObjectPolicy,
  caller: Caller,
  params: Readonly<Record<string, string>>,
): Promise<void> {
  if (!(await policy.reaches(caller, params))) throw notFound();
}

function takeFrom(rateLimiter: RateLimiter, caller: Caller): void {
  const waitMs = rateLimiter.take(caller.sub);
  if (waitMs === 0) return;
  throw new RefusalError('too-many-requests', 'This subject sends more requests than agreed.', {
    headers: { 'retry-after': String(Math.ceil(waitMs / 1_000)) },
  });
}

/** Auditors and operators may GET everything. */
const readsEverything = (caller: Caller): boolean =>
  caller.role === 'auditor' || caller.role === 'operator';

const isReadOnly = ({ method }: GatedRoute): boolean => method === 'GET' || method === 'HEAD';

const overloaded = (): RefusalError =>
  new RefusalError('overloaded', 'Too many requests are in flight; nothing was recorded.');
