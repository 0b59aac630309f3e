import { publicTopicOf } from './declarations.mjs';
import { withReferences } from './published-schema.mjs';

const COMPONENTS = '#/components/schemas/';
const BINDING_VERSION = '0.5.0';

const HEADERS = {
  type: 'object',
  description: 'CloudEvents 1.0 in binary mode: attributes are headers, the body is the data.',
  required: ['content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_type'],
  properties: {
    'content-type': { const: 'application/json' },
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', description: 'The id of the event behind the message.' },
    ce_source: { type: 'string', description: 'Of our services: `/gifting/{service}`.' },
    ce_type: { type: 'string' },
    ce_subject: { type: 'string', description: 'From upstream apps: the purchaseId.' },
    ce_time: { type: 'string', format: 'date-time', description: 'When it was recorded.' },
  },
};

/** What every message of our services carries besides; a consumer tells duplicates by it. */
const SERVICE_HEADERS = {
  type: 'object',
  required: ['ce_position', 'ce_store', 'ce_stream', 'ce_revision', 'ce_schemaversion', 'ce_time'],
  properties: {
    ce_position: { type: 'string', description: "The event's position in the producer's store." },
    ce_store: { type: 'string', description: 'The history in which the position lies.' },
    ce_stream: { type: 'string', description: 'The stream that the event stands in.' },
    ce_revision: { type: 'string', description: 'Its place in that stream.' },
    ce_schemaversion: { type: 'string', description: "The version of the event's schema." },
    ce_traceparent: { type: 'string', description: 'W3C trace context.' },
  },
};

/** All topics and messages as an AsyncAPI 3 document, from the view of this software. */
export function asyncApiDocument({ version, license, definitions, messages, topics }) {
  const { feedOf, SERVICE_NAMES, FEED_PARTITIONS, PUBLIC_PARTITIONS, UPSTREAM_PURCHASES } = topics;
  const ofKind = (kind) => messages.filter((message) => message.kind === kind);
  const channels = {
    upstreamPurchases: channel(UPSTREAM_PURCHASES, ofKind('upstream'), {
      description: 'What upstream apps report. More topics, one for each app, by configuration.',
    }),
    ...Object.fromEntries(
      ofKind('public').map((message) => [
        camelCase(message.name),
        channel(publicTopicOf(message), [message], {
          description: 'For other programs; our own services never read it.',
          partitions: PUBLIC_PARTITIONS,
        }),
      ]),
    ),
    ...Object.fromEntries(
      SERVICE_NAMES.map((service) => [
        camelCase(`${service}-feed`),
        channel(
          feedOf(service),
          ofKind('feed').filter(({ to }) => to.includes(service)),
          {
            description:
              `The one topic that the ${service} service consumes. Internal: it may change with a ` +
              'new version of the feed.',
            partitions: FEED_PARTITIONS,
          },
        ),
      ]),
    ),
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Gifting economy',
      version,
      description:
        'The messages of the gifting economy over Kafka. Every amount is a string. Delivery is at ' +
        'least once, in order per key.',
      license: { name: license },
    },
    defaultContentType: 'application/json',
    channels,
    operations: operationsOf(channels),
    components: {
      messages: Object.fromEntries(messages.map((message) => [idOf(message), messageOf(message)])),
      schemas: {
        cloudEventHeaders: HEADERS,
        serviceHeaders: { allOf: [componentRef('schemas', 'cloudEventHeaders'), SERVICE_HEADERS] },
        ...withReferences(definitions, COMPONENTS),
      },
    },
  };
}

const channel = (address, messages, { description, partitions }) => ({
  address,
  description,
  messages: Object.fromEntries(
    messages.map((message) => [idOf(message), componentRef('messages', idOf(message))]),
  ),
  ...(partitions && {
    bindings: { kafka: { topic: address, partitions, bindingVersion: BINDING_VERSION } },
  }),
});

function operationsOf(channels) {
  const operation = (action, id) => [
    `${action}${id[0].toUpperCase()}${id.slice(1)}`,
    { action, channel: { $ref: `#/channels/${id}` } },
  ];
  return Object.fromEntries(
    Object.keys(channels).flatMap((id) => [
      ...(id === 'upstreamPurchases' ? [] : [operation('send', id)]),
      ...(id === 'upstreamPurchases' || id.endsWith('Feed') ? [operation('receive', id)] : []),
    ]),
  );
}

function messageOf({ kind, name, title, type, key, schema, example }) {
  const { description, ...payload } = schema;
  // A dead letter stands for a message, not for an event of ours.
  const hasEvent = kind !== 'upstream' && name !== 'dead-letter';
  return {
    name: type,
    title,
    summary: description,
    headers: componentRef('schemas', hasEvent ? 'serviceHeaders' : 'cloudEventHeaders'),
    payload: withReferences(payload, COMPONENTS),
    bindings: {
      kafka: {
        key: { type: 'string', description: `\`${key}\`` },
        bindingVersion: BINDING_VERSION,
      },
    },
    examples: [{ name: 'golden', payload: example }],
  };
}

/** Public events and feed messages may have the same name; the kind tells them apart. */
const idOf = ({ kind, name }) => camelCase(`${kind}-${name}-v1`);

const componentRef = (group, name) => ({ $ref: `#/components/${group}/${name}` });

const camelCase = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
