// Writes docs/openapi.json from the running code. With --check it writes nothing and fails when it is
// not what it would write.
import { openApiDocument } from './openapi-document.mjs';
import { prepare } from './prepare.mjs';
import { giveUp } from './project.mjs';
import { writePages } from './write-pages.mjs';

try {
  await prepare();
  await writePages({ 'docs/openapi.json': JSON.stringify(await openApiDocument()) });
} catch (error) {
  giveUp(error);
}
