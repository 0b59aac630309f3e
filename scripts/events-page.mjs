import { publicTopicOf } from './declarations.mjs';
import { referenceIn } from './published-schema.mjs';

/** All messages and stored events as a page for people, with one table for each. */
export function eventsPage({ allDefinitions: definitions, messages, streams, topics }) {
  const ofKind = (kind) => messages.filter((message) => message.kind === kind);
  return [
    '# Messages and stored events',
    '`npm run docs` generates this page from the declarations in the code. Other programs read ' +
      '[messages](#messages); auditors read [stored events](#stored-events).',
    '## Messages',
    'Every message is a CloudEvent 1.0 in binary mode: attributes are headers (`ce_id`, `ce_type`, ' +
      '…), the body is the data shown here. Delivery is at least once, in order per key. Undeclared ' +
      'members are never sent; consumers should ignore members that they do not know. ' +
      '[asyncapi.json](asyncapi.json) and the [JSON Schemas](../libs/contracts/schemas) say the same ' +
      'for programs.',
    '### From upstream apps',
    `Topic \`${topics.UPSTREAM_PURCHASES}\`; the key and the subject are the purchaseId.`,
    ...ofKind('upstream').flatMap((message) => section(message, definitions, 'From upstream apps')),
    '### For other programs',
    `One topic for each event, with ${topics.PUBLIC_PARTITIONS} partitions. Our own services never read them.`,
    ...ofKind('public').flatMap((message) =>
      section(message, definitions, `Topic \`${publicTopicOf(message)}\``),
    ),
    '### Between services',
    `Each service consumes one topic, its feed (${topics.SERVICE_NAMES.map((service) => `\`${topics.feedOf(service)}\``).join(', ')}), ` +
      `with ${topics.FEED_PARTITIONS} partitions. The key of a message is the name of its target stream, in which the ` +
      'consumer records what the message led to. These messages are internal.',
    ...ofKind('feed').flatMap((message) => {
      const { from, to } = message;
      const route =
        from.length > 1 ? 'Each service to itself' : `From ${from.join()} to ${to.join()}`;
      return section(message, definitions, route);
    }),
    '## Stored events',
    'What the services decide, as the store keeps it and the audit API shows it. Each event has an ' +
      '`id` that commits to its content, `stream` and `revision`, `position` in the global order, ' +
      '`type` and `schemaVersion`, `metadata` (`recordedAt`, and `source` where it answers a message) ' +
      'and `data`, which is shown here. A declared version never changes its meaning; it may get ' +
      'further optional members.',
    ...streams.flatMap((stream) => [
      stream.category === undefined
        ? '### Any stream, by each service'
        : `### Streams \`${stream.category}-…\`, by ${ownerOf(stream)}`,
      ...stream.events.flatMap((event) => storedSection(event, definitions)),
    ]),
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

const section = ({ title, type, key, schema, example }, definitions, route) => [
  `#### ${title}, version 1`,
  schema.description,
  `${route}, type \`${type}\`, key \`${key}\`.`,
  memberTable(schema, definitions),
  ['```json', JSON.stringify(example), '```'].join('\n'),
];

const storedSection = ({ type, schemaVersion, schema }, definitions) => [
  `#### ${type}, version ${schemaVersion}`,
  schema.description,
  memberTable(schema, definitions),
];

const memberTable = ({ properties, required }, definitions) =>
  table(
    ['member', 'type', '', 'meaning'],
    Object.entries(properties).map(([name, property]) => [
      `\`${name}\``,
      formOf(property),
      required.includes(name) ? 'required' : 'optional',
      property.description ?? definitions[referenceIn(property)]?.description ?? '',
    ]),
  );

const ownerOf = ({ service }) => (service === 'each' ? 'each service' : `the ${service} service`);

/** What a value looks like, in a few words. */
function formOf(schema) {
  const name = referenceIn(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' or ');
  if (schema.type === 'array') return `list of ${formOf(schema.items)}`;
  if (schema.type === 'object' && schema.properties) {
    const members = Object.entries(schema.properties).map(
      ([member, property]) => `\`${member}\`: ${formOf(property)}`,
    );
    return members.join(', ');
  }
  return schema.pattern ? `string \`${schema.pattern}\`` : schema.type;
}

const cell = (text) => text.replaceAll('|', '\\|');

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map(cell).join(' | ')} |`)
    .join('\n');
