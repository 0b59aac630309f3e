import type { TSchema } from '@sinclair/typebox';

const DEFINITION = Symbol('definition');

/** A form that several records share. It may get a meaning of its own where it is used. */
export type Named<Form extends TSchema> = (meaning?: string) => Form;

/** Gives a form a name, by which generated schemas and pages refer to it. */
export function named<Form extends TSchema>(name: string, form: Form): Named<Form> {
  const definition = { ...form, title: name };
  return (meaning = form.description) => ({
    ...definition,
    description: meaning,
    [DEFINITION]: definition,
  });
}

/** The named form that a schema is a use of; `undefined` for a form of its own. */
export const definitionOf = (schema: object): TSchema | undefined =>
  (schema as { readonly [DEFINITION]?: TSchema })[DEFINITION];
