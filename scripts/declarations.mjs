import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './project.mjs';
import { publishedSchema } from './published-schema.mjs';

const load = createRequire(import.meta.url);
const compiled = (path) => load(join(ROOT, 'dist', path));

/** The topic that carries a public event. */
export const publicTopicOf = ({ name }) => `gifting.${name}.v1`;

/** `GiftSent` and `giftSent` are `gift-sent`. */
const kebabCase = (name) => name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
const pascalCase = (name) => name[0].toUpperCase() + name.slice(1);

/**
 * Everything that is declared: topics, messages and stored events, with the definitions that their
 * schemas share. The code must be compiled, for it is what is read.
 */
export function loadDeclarations() {
  const { definitionOf } = compiled('libs/kernel/src/schema/named.js');
  const topics = compiled('libs/contracts/src/index.js');
  const definitions = new Map();
  const publish = (schema) => publishedSchema(schema, definitionOf, definitions);

  const messages = declaredMessages(topics).map(({ declared, ...message }) => ({
    ...message,
    from: declared.from,
    to: declared.to,
    key: declared.key,
    schema: publish(declared.schema),
    example: goldenOf(message),
  }));
  const ofMessages = sorted(definitions);
  const streams = storedStreams().map(({ events, ...stream }) => ({
    ...stream,
    events: events.map(({ type, schemaVersion, schema }) => ({
      type,
      schemaVersion,
      schema: publish(schema),
    })),
  }));
  // What only stored events use is no part of any message.
  return {
    topics,
    messages,
    definitions: ofMessages,
    streams,
    allDefinitions: sorted(definitions),
  };
}

/** The messages of all kinds; a kind is a folder of schemas and golden files. */
function declaredMessages({ feedMessages, publicEvents, PUBLIC_TOPICS }) {
  const { deadLetter } = compiled('libs/contracts/src/public-events.js');
  const { upstreamEvents } = compiled('libs/contracts/src/upstream-events.js');
  return [
    ...Object.entries(upstreamEvents).map(([type, declared]) => ({
      kind: 'upstream',
      name: type.replace(/\.v\d+$/, '').replaceAll('.', '-'),
      title: type,
      type,
      declared,
    })),
    ...Object.entries(publicEvents).map(([name, declared]) => ({
      kind: 'public',
      name: kebabCase(name),
      title: pascalCase(name),
      type: PUBLIC_TOPICS[name],
      declared,
    })),
    {
      kind: 'public',
      name: 'dead-letter',
      title: 'DeadLetter',
      type: 'dead-letter.v1',
      declared: deadLetter,
    },
    ...Object.entries(feedMessages).map(([type, declared]) => ({
      kind: 'feed',
      name: kebabCase(type),
      title: type,
      type,
      declared,
    })),
  ].sort(byKindAndName);
}

const KINDS = ['upstream', 'public', 'feed'];
const byKindAndName = (a, b) =>
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1);

const goldenOf = ({ kind, name }) =>
  JSON.parse(readFileSync(join(ROOT, 'libs/contracts/golden', kind, `${name}.v1.json`), 'utf8'));

/** Each kind of streams, its owner and its events. `domain/gift.events.ts` declares those of `gift-…`. */
function storedStreams() {
  const apps = readdirSync(join(ROOT, 'apps')).sort();
  const ofApps = apps.flatMap((service) =>
    eventFilesOf(service).map((file) => ({
      service,
      category: file.slice(0, -'.events.js'.length),
      events: eventsOf(`apps/${service}/src/domain/${file}`),
    })),
  );
  const ofLibraries = [
    { service: 'gift', category: 'policy', events: eventsOf('libs/economy/src/policy.events.js') },
    {
      service: 'each',
      category: 'operation',
      events: eventsOf('libs/engine/src/operation.events.js'),
    },
    { category: undefined, events: eventsOf('libs/engine/src/message-noted.js') },
  ];
  return [...ofApps, ...ofLibraries];
}

function eventFilesOf(service) {
  const domain = join(ROOT, 'dist/apps', service, 'src/domain');
  try {
    return readdirSync(domain)
      .filter((file) => file.endsWith('.events.js'))
      .sort();
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

const eventsOf = (path) =>
  Object.values(compiled(path)).filter((value) => value?.schemaVersion !== undefined);

const sorted = (definitions) =>
  Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
