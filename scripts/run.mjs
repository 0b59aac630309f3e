// Installs and compiles what is missing or out of date, then runs a program of the repository if one
// is named: `node scripts/run.mjs dist/apps/all-in-one/src/main.js args…`
// The program runs in this very process, so its signals and its exit status are its own.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare } from './prepare.mjs';
import { giveUp, ROOT } from './project.mjs';

const [file, ...args] = process.argv.slice(2);
try {
  await prepare();
} catch (error) {
  giveUp(error);
  process.exit();
}
if (file !== undefined) {
  const program = join(ROOT, file);
  process.argv = [process.execPath, program, ...args];
  await import(pathToFileURL(program));
}
