// Installs and compiles what is missing or out of date, into dist/.
import { prepare } from './prepare.mjs';
import { giveUp, say } from './project.mjs';

try {
  say((await prepare()) ? 'dist is compiled' : 'dist is up to date');
} catch (error) {
  giveUp(error);
}
