import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from './project.mjs';

const LISTENING = /listening on (http:\S+)/;

/** The OpenAPI document as the built economy serves it: started in a folder of its own, then stopped. */
export async function openApiDocument() {
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
    const url = await urlOf(economy);
    const response = await fetch(`${url}/openapi.json`);
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
