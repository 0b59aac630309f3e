import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * A parameter that handlers take from a request, with how it reads in OpenAPI. What it throws
 * reaches the problem filter.
 */
export function requestParam<T>(
  read: (request: FastifyRequest) => T,
  ...documentation: readonly MethodDecorator[]
) {
  const document = (target: object, key: string | symbol | undefined): void => {
    const descriptor = key && Object.getOwnPropertyDescriptor(target, key);
    if (!descriptor) return;
    for (const decorate of documentation) decorate(target, key, descriptor);
  };
  return createParamDecorator(
    (_: unknown, context: ExecutionContext): T =>
      read(context.switchToHttp().getRequest<FastifyRequest>()),
    [document],
  );
}
