// Writes docs/asyncapi.json, docs/events.md and the JSON Schemas of libs/contracts from what the code
// declares. With --check it writes nothing and fails when they are not what it would write.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiDocument } from './asyncapi-document.mjs';
import { loadDeclarations } from './declarations.mjs';
import { eventsPage } from './events-page.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, ROOT } from './project.mjs';
import { schemaFiles } from './schema-files.mjs';
import { writePages } from './write-pages.mjs';

try {
  await prepare();
  const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const source = { version, license, ...loadDeclarations() };
  const pages = {
    'docs/asyncapi.json': JSON.stringify(asyncApiDocument(source)),
    'docs/events.md': eventsPage(source),
    ...schemaFiles(source),
  };
  await writePages(pages);
} catch (error) {
  giveUp(error);
}
