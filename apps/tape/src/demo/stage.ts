import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '@gifting/service';
import { tokensOf } from '../signing';
import type { Tokens } from '../tokens';
import type { DemoOptions } from './demo-options';
import { DemoServer, ServerFailed } from './demo-server';
import { EveningFolder } from './evening-folder';

/** Where an evening is played: a server, and tokens that it takes. */
export interface Stage {
  readonly url: URL;
  readonly tokens: Tokens;
  /** Whether nothing but this tape is recorded there. */
  isOnlyFor(tapeId: string): Promise<boolean>;
  /** Resolves when the server ended by itself. */
  readonly failed: Promise<Error>;
  /** @param over whether the evening was played to its end */
  close(over: boolean): Promise<void>;
}

/** Whatever the environment asks of other servers; the policy is the only thing left to it. */
const OWN_SETTINGS = {
  HOST: '127.0.0.1',
  PORT: '0',
  NODE_ENV: '',
  GIFTING_CLOCK: 'system',
  GIFTING_JWKS_URL: '',
  GIFTING_JWT_SECRET: '',
  GIFTING_LOG_LEVEL: 'warn',
  GIFTING_MAX_IN_FLIGHT: '',
  GIFTING_PAYOUT_PROVIDER: 'sandbox',
  GIFTING_RATE_LIMIT_BURST: '',
  GIFTING_RATE_LIMIT_PER_SECOND: '',
};

/**
 * A server whose demo was killed needs a moment to stop, and a demo whose shell was killed plays on to
 * its end. Until then they hold the folder.
 */
const HELD_PATIENCE_MS = 180_000;
const HELD_PAUSE_MS = 500;

export type Say = (line: string) => void;

/** @throws ConfigError, ServerFailed */
export const openStage = (
  options: DemoOptions,
  env: Environment,
  say: Say,
  signal: AbortSignal,
): Promise<Stage> =>
  options.url === undefined
    ? ownServer(options, env, say, signal)
    : runningServer(options.url, env);

async function runningServer(url: URL, env: Environment): Promise<Stage> {
  return {
    url,
    tokens: await tokensOf(env),
    isOnlyFor: () => Promise.resolve(false),
    failed: new Promise(() => undefined),
    close: () => Promise.resolve(),
  };
}

async function ownServer(
  { dataDir, keep }: DemoOptions,
  env: Environment,
  say: Say,
  signal: AbortSignal,
): Promise<Stage> {
  const folder = new EveningFolder(resolve(dataDir));
  const ownEnv = { ...env, ...OWN_SETTINGS, GIFTING_DATA_DIR: folder.path };
  const untilMs = performance.now() + HELD_PATIENCE_MS;
  for (let told = false; ; told = true) {
    const isEmpty = await folder.open(keep);
    const tokens = await tokensOf(ownEnv);
    try {
      const server = await DemoServer.start(ownEnv, signal);
      say(`${isEmpty ? 'starting with an empty' : 'going on with'} ${dataDir}`);
      return stageOf(server, folder, tokens, say);
    } catch (error) {
      const isHeld = error instanceof ServerFailed && error.isHeld;
      if (!isHeld || performance.now() > untilMs) throw error;
      if (!told) say(`waiting: ${error.message.split('\n').at(-1)}`);
      await sleep(HELD_PAUSE_MS, undefined, { signal });
    }
  }
}

const stageOf = (server: DemoServer, folder: EveningFolder, tokens: Tokens, say: Say): Stage => ({
  url: server.url,
  tokens,
  isOnlyFor: (tapeId) => folder.isOnlyFor(tapeId),
  failed: server.failed,
  close: async (over) => {
    await server.stop();
    for (const line of server.lines) say(line);
    if (over) await folder.close();
  },
});
