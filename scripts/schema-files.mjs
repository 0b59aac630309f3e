import { withReferences } from './published-schema.mjs';

const FOLDER = 'libs/contracts/schemas';
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** One member a line, so that a change shows as what it is. */
const print = (schema) => JSON.stringify(schema, undefined, 2);

/** The JSON Schema of every message, as a file for validators, and one file of what they share. */
export const schemaFiles = ({ messages, definitions }) => ({
  [`${FOLDER}/definitions.schema.json`]: print({
    $schema: DIALECT,
    title: 'Definitions',
    description: 'What the schemas of all messages share.',
    $defs: definitions,
  }),
  ...Object.fromEntries(
    messages.map((message) => [
      `${FOLDER}/${message.kind}/${message.name}.v1.schema.json`,
      print(withReferences(schemaOf(message), '../definitions.schema.json#/$defs/')),
    ]),
  ),
});

const schemaOf = ({ title, type, from, to, key, schema: { description, ...schema } }) => ({
  $schema: DIALECT,
  title,
  description,
  'x-type': type,
  ...(from.length > 0 && { 'x-from': from }),
  ...(to.length > 0 && { 'x-to': to }),
  'x-key': key,
  ...schema,
});
