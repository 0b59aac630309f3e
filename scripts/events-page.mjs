import { publicTopicOf } from './contract-schemas.mjs';

const DEFINITION = /^.*#\/\$defs\//;

/** All messages as a page for people, with one table for each. */
export function eventsPage({ definitions, messages, topics }) {
  const ofKind = (kind) => messages.filter((message) => message.kind === kind);
  return [
    '# Messages',
    'This page is made from the schemas in [libs/contracts](../libs/contracts/schemas) by ' +
      '`npm run docs`; [asyncapi.json](asyncapi.json) says the same for programs. Every message is ' +
      'a CloudEvent 1.0 in binary mode: attributes are headers (`ce_id`, `ce_type`, …), the body is ' +
      'the data shown here. Delivery is at least once, in order per key. Unknown members are never ' +
      'sent; consumers should ignore those that they do not know.',
    '## From upstream apps',
    `Topic \`${topics.UPSTREAM_PURCHASES}\`; the key and the subject are the purchaseId.`,
    ...ofKind('upstream').flatMap((message) => section(message, definitions, 'From upstream apps')),
    '## For other programs',
    `One topic for each event, with ${topics.PUBLIC_PARTITIONS} partitions. Our own services never read them.`,
    ...ofKind('public').flatMap((message) =>
      section(message, definitions, `Topic \`${publicTopicOf(message)}\``),
    ),
    '## Between services',
    `Each service consumes one topic, its feed (${topics.SERVICE_NAMES.map((service) => `\`${topics.feedOf(service)}\``).join(', ')}), ` +
      `with ${topics.FEED_PARTITIONS} partitions. The key of a message is the name of its target stream, in which the ` +
      'consumer records what the message led to. These messages are internal.',
    ...ofKind('feed').flatMap((message) => {
      const { 'x-from': from, 'x-to': to } = message.schema;
      const route =
        from.length > 1 ? 'Each service to itself' : `From ${from.join()} to ${to.join()}`;
      return section(message, definitions, route);
    }),
    '## Shared types',
    table(
      ['type', 'form', 'meaning'],
      Object.entries(definitions).map(([name, definition]) => [
        `<a id="${name.toLowerCase()}"></a>${name}`,
        formOf(definition),
        definition.description,
      ]),
    ),
  ].join('\n\n');
}

function section({ schema, example }, definitions, route) {
  const { title, description, properties, required, 'x-type': type, 'x-key': key } = schema;
  return [
    `### ${title}, version 1`,
    description,
    `${route}, type \`${type}\`, key \`${key}\`.`,
    table(
      ['member', 'type', '', 'meaning'],
      Object.entries(properties).map(([name, property]) => [
        `\`${name}\``,
        formOf(property),
        required.includes(name) ? 'required' : 'optional',
        property.description ?? definitions[definitionOf(property)]?.description ?? '',
      ]),
    ),
    ['```json', JSON.stringify(example), '```'].join('\n'),
  ];
}

/** What a value looks like, in a few words. */
function formOf(schema) {
  const name = definitionOf(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' or ');
  if (schema.type === 'array') return `list of ${formOf(schema.items)}`;
  if (schema.type === 'object') {
    const members = Object.entries(schema.properties).map(
      ([member, property]) => `\`${member}\`: ${formOf(property)}`,
    );
    return members.join(', ');
  }
  return schema.pattern ? `string \`${schema.pattern}\`` : schema.type;
}

const definitionOf = ({ $ref }) => $ref?.replace(DEFINITION, '');

const cell = (text) => text.replaceAll('|', '\\|');

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map(cell).join(' | ')} |`)
    .join('\n');
