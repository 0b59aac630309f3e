import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenKeys } from '@gifting/http/app';
import type { Config } from './config';
import { ConfigError } from './settings';

const FILE_NAME = 'jwt-secret';
const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;
/** 32 bytes in base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** What tokens are checked against, as the configuration says. Makes the kept secret where it is missing. */
export async function tokenKeysOf({ tokens, dataDir }: Config): Promise<TokenKeys> {
  switch (tokens.kind) {
    case 'jwks':
      return tokens;
    case 'secret':
      return { kind: 'secret', secret: Buffer.from(tokens.secret, 'utf8') };
    case 'kept':
      return { kind: 'secret', secret: await keptSigningSecret(dataDir) };
  }
}

/**
 * The signing secret that an installation made for itself: 256 random bits in `jwt-secret`, readable
 * by its owner only, made once. Processes that start at the same time agree on one secret. The key is
 * the text in the file, so that the same text in `GIFTING_JWT_SECRET` signs the same tokens.
 * @throws ConfigError when the file holds something else
 */
export async function keptSigningSecret(dataDir: string): Promise<Uint8Array> {
  const file = join(dataDir, FILE_NAME);
  await mkdir(dataDir, { recursive: true });
  const text = (await readSecret(file)) ?? (await makeSecret(file));
  if (!SECRET.test(text)) {
    throw new ConfigError([`${file} must hold a secret of 43 base64url characters; remove it`]);
  }
  await chmod(file, OWNER_ONLY);
  return Buffer.from(text, 'utf8');
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** A whole file is linked into place: of several makers one wins, and nobody reads half a secret. */
async function makeSecret(file: string): Promise<string> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  const handle = await open(draft, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(`${randomBytes(SECRET_BYTES).toString('base64url')}\n`);
    await handle.sync();
    await link(draft, file);
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error;
  } finally {
    await handle.close();
    await rm(draft, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}

const isErrno = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === code;
