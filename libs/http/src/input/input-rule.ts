import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';

/** A rule and how it reads in OpenAPI, so that a member of an input class says everything once. */
export function rule(
  name: string,
  accepts: (value: unknown, input: unknown) => boolean,
  reason: string | ((value: unknown, input: unknown) => string),
  schema: ApiPropertyOptions,
): PropertyDecorator {
  return applyDecorators(
    ValidateBy({
      name,
      validator: {
        validate: (value: unknown, args?: ValidationArguments) => accepts(value, args?.object),
        defaultMessage: (args?: ValidationArguments) =>
          typeof reason === 'string' ? reason : reason(args?.value, args?.object),
      },
    }),
    ApiProperty(schema),
  );
}

/** The member may be absent; `null` is not absent and is refused by the member's other rule. */
export const Optional = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf((_input, value: unknown) => value !== undefined),
    ApiProperty({ required: false }),
  );
