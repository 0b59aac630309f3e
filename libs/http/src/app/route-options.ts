import type { Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Caller, Role } from '../auth/caller';

/** Who may use a route. There is no default: a route that does not say is refused at start-up. */
export type RouteAccess =
  | { readonly kind: 'public' }
  | { readonly kind: 'any-role' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] };

/** Decides whether an object exists for a caller. Asked before anything of the body is looked at. */
export interface ObjectPolicy {
  /** False is answered with 404, whether the object is somebody else's or never was. */
  reaches(caller: Caller, params: Readonly<Record<string, string>>): boolean | Promise<boolean>;
}

/** What decorators say about a route, and its gate is built from. */
export interface RouteOptions {
  readonly access?: RouteAccess;
  /** The path parameter that must be the caller's own subject. */
  readonly ownSubject?: string;
  /** The path parameter for which a ticket in `?ticket=` may stand in for a token. */
  readonly ticketFor?: string;
  /** The only members that the query may have, each once; absent: any. */
  readonly queryMembers?: readonly string[];
  /** A provider of the application's container. */
  readonly objectPolicy?: Type<ObjectPolicy>;
  /** Media types that the body may have; default `application/json`. */
  readonly consumes?: readonly string[];
  readonly bodyLimitBytes?: number;
}

const ROUTE_OPTIONS = Symbol('gifting:route-options');

/** Adds to what is known about a route. Fastify carries it in the route's config. */
export const routeOptions =
  (options: RouteOptions): MethodDecorator =>
  (target, key, descriptor) => {
    const handler = descriptor.value as object;
    const known = Reflect.getMetadata(ROUTE_OPTIONS, handler) as RouteOptions | undefined;
    const merged = { ...known, ...options };
    Reflect.defineMetadata(ROUTE_OPTIONS, merged, handler);
    RouteConfig({ gifting: merged })(target, key, descriptor);
  };
