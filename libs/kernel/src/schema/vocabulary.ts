import { type Static, type TOptional, type TSchema, type TUnsafe, Type } from '@sinclair/typebox';
import type { JsonObject } from '../json';

/** What a value looks like in JSON, and which type it has here. */
export type Schema<Value = unknown> = TUnsafe<Value>;
/** The members of a record, by name. */
export type Members = { readonly [name: string]: TSchema };

type OptionalName<Of extends Members> = {
  [Name in keyof Of]: Of[Name] extends TOptional<TSchema> ? Name : never;
}[keyof Of];
type Flat<Data> = { readonly [Name in keyof Data]: Data[Name] };
type JsonOnly<Data> = Data extends JsonObject ? Data : never;

/** The type of a record with these members. */
export type DataOf<Of extends Members> = JsonOnly<
  Flat<
    { [Name in Exclude<keyof Of, OptionalName<Of>>]: Static<Of[Name]> } & {
      [Name in OptionalName<Of>]?: Static<Of[Name]>;
    }
  >
>;

/** The type of a value that a schema, or a named form, describes. */
export type ValueOf<Described> = Described extends () => infer Form
  ? Form extends TSchema
    ? Static<Form>
    : never
  : Described extends TSchema
    ? Static<Described>
    : never;

/** A record of exactly these members. They are in canonical order, whatever order they are listed in. */
export const record = <Of extends Members>(description: string, members: Of): Schema<DataOf<Of>> =>
  Type.Unsafe<DataOf<Of>>(
    Type.Object(Object.fromEntries(Object.entries(members).sort(byName)), {
      description,
      additionalProperties: false,
    }),
  );

/** A member that may be absent. Absent is never null and never an empty text. */
export const optional = <Value>(form: Schema<Value>): TOptional<Schema<Value>> =>
  Type.Optional(form);

/** A list that is never empty. */
export const listOf = <Form extends TSchema>(
  form: Form,
  description: string,
): Schema<readonly Static<Form>[]> =>
  Type.Unsafe<readonly Static<Form>[]>(Type.Array(form, { description, minItems: 1 }));

export const oneOf = <const Values extends readonly string[]>(
  values: Values,
  description: string,
): Schema<Values[number]> => Type.Unsafe<Values[number]>({ description, enum: values });

/** An integer that JSON writes as a number. No amount is one. */
export const wholeNumber = (
  description: string,
  limits: { readonly minimum: number; readonly maximum?: number },
): Schema<number> => Type.Unsafe<number>({ description, type: 'integer', ...limits });

export const flag = (description: string): Schema<boolean> =>
  Type.Unsafe<boolean>({ description, type: 'boolean' });

interface TextLimits {
  readonly pattern?: RegExp;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export const text = <Text extends string = string>(
  description: string,
  { pattern, ...limits }: TextLimits = { minLength: 1 },
): Schema<Text> =>
  Type.Unsafe<Text>({
    description,
    type: 'string',
    ...limits,
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  });

/** The pattern of a text, for descriptions of the same text elsewhere. */
export const patternOf = (form: TSchema): string => form.pattern as string;

/** Data that is described elsewhere and taken as it comes. */
export const anyRecord = <Data extends object>(description: string): Schema<Data> =>
  Type.Unsafe<Data>({ description, type: 'object' });

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;
