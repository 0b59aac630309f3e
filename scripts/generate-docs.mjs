// Writes docs/asyncapi.json and docs/events.md from the schemas of libs/contracts, and docs/openapi.json
// from the running code. With --check it writes nothing and fails when they are not what it would write.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApiDocument } from './asyncapi-document.mjs';
import { loadTopics, readDefinitions, readMessages } from './contract-schemas.mjs';
import { eventsPage } from './events-page.mjs';
import { openApiDocument } from './openapi-document.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, ROOT, say } from './project.mjs';

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
    'docs/openapi.json': JSON.stringify(await openApiDocument()),
  };
  // Prettier is there only now that everything is installed.
  const prettier = await import('prettier');
  const stale = [];
  for (const [path, text] of Object.entries(pages)) {
    const file = join(ROOT, path);
    const options = await prettier.resolveConfig(file);
    const formatted = await prettier.format(text, { ...options, filepath: file });
    if (existsSync(file) && readFileSync(file, 'utf8') === formatted) continue;
    stale.push(path);
    if (!process.argv.includes('--check')) writeFileSync(file, formatted);
  }
  if (!process.argv.includes('--check')) {
    say(stale.length === 0 ? 'the pages are up to date' : `written: ${stale.join(', ')}`);
  } else if (stale.length > 0) {
    throw new Error(`out of date, run npm run docs: ${stale.join(', ')}`);
  }
} catch (error) {
  giveUp(error);
}
