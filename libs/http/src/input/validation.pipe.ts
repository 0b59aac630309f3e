import type { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { parseInput } from './input';
import { requireBody } from './request-body';

/**
 * Checks every `@Body()` and whole `@Query()` against its input class; unknown members of a body are
 * refused, those of a query are left out. Parameters by own decorators check themselves.
 * A body without an input class is a fault of the handler: it must say `@UncheckedBody()`.
 */
export class InputValidationPipe implements PipeTransform {
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'custom' || type === 'param') return value;
    if (metatype === undefined || metatype === Object || data !== undefined) {
      throw new Error(`a handler takes a ${type} without an input class`);
    }
    const input = metatype as Type<object>;
    return type === 'body'
      ? parseInput(input, requireBody(value))
      : parseInput(input, value, 'ignore');
  }
}
