import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension, ApiQuery } from '@nestjs/swagger';
import { type ObjectPolicy, routeOptions } from '../app/route-options';
import { type Role, ROLES } from './caller';

/** Needs no token. */
export const Public = (): MethodDecorator => routeOptions({ access: { kind: 'public' } });

/** Needs a valid token, whatever its role. */
export const AnyRole = (): MethodDecorator =>
  applyDecorators(routeOptions({ access: { kind: 'any-role' } }), documented(ROLES));

/** Only for these roles; auditors and operators may GET it too. */
export const AllowRoles = (...roles: readonly Role[]): MethodDecorator =>
  applyDecorators(routeOptions({ access: { kind: 'roles', roles } }), documented(roles));

/**
 * The path parameter must be the caller's own subject, else it is 404. Auditors and operators, who
 * reach other people's routes only to GET them, see everybody's.
 */
export const OwnSubject = (param: string): MethodDecorator => routeOptions({ ownSubject: param });

/**
 * A ticket in `?ticket=`, issued for the object that the path parameter names, may stand in for a token.
 */
export const TakesTicketFor = (param: string): MethodDecorator =>
  applyDecorators(
    routeOptions({ ticketFor: param }),
    ApiQuery({
      name: 'ticket',
      required: false,
      description: 'Stands in for a token where a client cannot send headers; works once.',
      schema: { type: 'string' },
    }),
  );

/** The policy, a provider of the module, decides by path parameters; false is 404. */
export const ObjectAccess = (policy: Type<ObjectPolicy>): MethodDecorator =>
  routeOptions({ objectPolicy: policy });

const documented = (roles: readonly Role[]): MethodDecorator =>
  applyDecorators(ApiBearerAuth(), ApiExtension('x-roles', [...roles]));
