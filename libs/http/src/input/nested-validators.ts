import { applyDecorators, type Type } from '@nestjs/common';
import { isMembers, markNested } from './input';
import { rule } from './input-rule';

export interface ListBounds {
  readonly min: number;
  readonly max: number;
}

/** Told late, so that classes may name each other. */
type InputType = () => Type<object>;

/** An object of another input class. */
export const IsNested = (type: InputType): PropertyDecorator =>
  applyDecorators(
    nested(type, undefined),
    // swagger takes a function for a late class only where its name is `type`.
    rule('isNested', isMembers, 'must be an object', { type: () => type() }),
  );

/** A list of objects of another input class. */
export const IsListOf = (type: InputType, bounds: ListBounds): PropertyDecorator =>
  applyDecorators(nested(type, bounds.max), list(bounds, type));

/** A list whose entries the handler checks itself, one by one; the class only documents them. */
export const IsUncheckedListOf = (type: InputType, bounds: ListBounds): PropertyDecorator =>
  list(bounds, type);

function list({ min, max }: ListBounds, type: InputType): PropertyDecorator {
  const accepts = (value: unknown): boolean =>
    Array.isArray(value) && value.length >= min && value.length <= max;
  return rule('isList', accepts, `must be a list of ${min} to ${max}`, {
    type: () => type(),
    isArray: true,
    minItems: min,
    maxItems: max,
  });
}

const nested =
  (type: InputType, maxItems: number | undefined): PropertyDecorator =>
  (prototype, member) =>
    markNested(prototype, String(member), { type, maxItems });
