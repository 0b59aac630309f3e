// Writes docs/openapi.json as the built economy serves it. With --check it writes nothing and fails if
// the file is out of date.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { prepare } from './prepare.mjs';
import { giveUp, ROOT } from './project.mjs';
import { writePages } from './write-pages.mjs';

const LISTENING = /listening on (http:\S+)/;

try {
  await prepare();
  await writePages({ 'docs/openapi.json': JSON.stringify(await openApiDocument()) });
} catch (error) {
  giveUp(error);
}

/** Starts the economy on a folder of its own and stops it again. */
async function openApiDocument() {
  const folder = mkdtempSync(join(tmpdir(), 'gifting-openapi-'));
  const economy = spawn(process.execPath, [join(ROOT, 'dist/apps/all-in-one/src/main.js')], {
    env: {
      PATH: process.env.PATH,
      GIFTING_DATA_DIR: folder,
      GIFTING_LOG_LEVEL: 'error',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(economy, 'exit');
  try {
    const response = await fetch(`${await urlOf(economy)}/openapi.json`);
    return await response.json();
  } finally {
    economy.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function urlOf(economy) {
  for await (const line of createInterface({ input: economy.stdout })) {
    const url = LISTENING.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('the economy ended before it listened');
}
