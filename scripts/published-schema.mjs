/** Where a published schema refers to, before it is known which document it becomes a part of. */
const LOCAL = '#/$defs/';

/** In the order in which people read them; further keywords come after these. */
const KEYWORDS = ['description', 'type', 'additionalProperties', 'required', 'properties', 'enum'];

/**
 * A declared schema as plain JSON Schema, with a reference wherever a named form is used.
 * @param definitionOf the named form that a schema is a use of
 * @param definitions gets every form that is referred to, by name
 */
export function publishedSchema(schema, definitionOf, definitions) {
  const definition = definitionOf(schema);
  if (definition === undefined) return publishedForm(schema, definitionOf, definitions);
  const { title, description } = definition;
  definitions.set(title, publishedForm(definition, definitionOf, definitions));
  const meaning = schema.description === description ? {} : { description: schema.description };
  return { $ref: LOCAL + title, ...meaning };
}

function publishedForm(schema, definitionOf, definitions) {
  const inner = (each) => publishedSchema(each, definitionOf, definitions);
  const { title: _, properties, items, ...rest } = schema;
  const form = {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, member]) => [name, inner(member)]),
      ),
    }),
    ...(items && { items: inner(items) }),
  };
  const first = KEYWORDS.filter((keyword) => keyword in form);
  return Object.fromEntries(
    [...new Set([...first, ...Object.keys(form)])].map((keyword) => [keyword, form[keyword]]),
  );
}

/** The name that a reference leads to; `undefined` for a schema that is none. */
export const referenceIn = ({ $ref }) => $ref?.slice(LOCAL.length);

/** The same value with every reference moved to where the definitions are. */
export function withReferences(value, base) {
  if (Array.isArray(value)) return value.map((each) => withReferences(each, base));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, content]) => [
      member,
      member === '$ref' ? content.replace(LOCAL, base) : withReferences(content, base),
    ]),
  );
}
