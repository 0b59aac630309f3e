import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './project.mjs';

const CONTRACTS = join(ROOT, 'libs/contracts');
const SUFFIX = '.v1.schema.json';

const readJson = (...path) => JSON.parse(readFileSync(join(CONTRACTS, ...path), 'utf8'));

/** What the schemas of all messages share, by name. */
export const readDefinitions = () => readJson('schemas', 'definitions.schema.json').$defs;

/** The messages of a kind (`public`, `feed` or `upstream`), in the order of their names. */
export const readMessages = (kind) =>
  readdirSync(join(CONTRACTS, 'schemas', kind))
    .sort()
    .map((file) => {
      const name = file.slice(0, -SUFFIX.length);
      return {
        kind,
        name,
        schema: readJson('schemas', kind, file),
        example: readJson('golden', kind, `${name}.v1.json`),
      };
    });

/** Topics, feeds and partition counts as the services use them; libs/contracts must be compiled. */
export const loadTopics = () =>
  createRequire(import.meta.url)(join(ROOT, 'dist/libs/contracts/src/index.js'));

/** The topic that carries a public event. */
export const publicTopicOf = ({ name }) => `gifting.${name}.v1`;
