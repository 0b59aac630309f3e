// Writes docs/asyncapi.json and docs/events.md from the schemas of libs/contracts.
// With --check it writes nothing and fails when they are not what it would write.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiDocument } from './asyncapi-document.mjs';
import { loadTopics, readDefinitions, readMessages } from './contract-schemas.mjs';
import { eventsPage } from './events-page.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, ROOT } from './project.mjs';
import { writePages } from './write-pages.mjs';

try {
  await prepare();
  const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const source = {
    version,
    license,
    definitions: readDefinitions(),
    messages: ['upstream', 'public', 'feed'].flatMap(readMessages),
    topics: loadTopics(),
  };
  const pages = {
    'docs/asyncapi.json': JSON.stringify(asyncApiDocument(source)),
    'docs/events.md': eventsPage(source),
  };
  await writePages(pages);
} catch (error) {
  giveUp(error);
}
