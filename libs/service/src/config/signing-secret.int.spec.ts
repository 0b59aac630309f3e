import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './config';
import { ConfigError } from './settings';
import { keptSigningSecret, tokenKeysOf } from './signing-secret';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'signing-secret-'));
});
afterEach(() => rm(dir, { recursive: true }));

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

describe('keptSigningSecret', () => {
  it('makes a secret once, for its owner only', async () => {
    const dataDir = join(dir, 'not', 'there', 'yet');
    const secret = await keptSigningSecret(dataDir);
    const file = join(dataDir, 'jwt-secret');
    expect(secret).toHaveLength(43);
    expect(Buffer.from(Buffer.from(secret).toString(), 'base64url')).toHaveLength(32);
    expect(await modeOf(file)).toBe(0o600);
    expect((await readFile(file, 'utf8')).trim()).toBe(Buffer.from(secret).toString());
    expect(await keptSigningSecret(dataDir)).toEqual(secret);
    expect(await readdir(dataDir)).toEqual(['jwt-secret']);
  });

  it('agrees on one secret, however many ask at the same time', async () => {
    const secrets = await Promise.all(Array.from({ length: 50 }, () => keptSigningSecret(dir)));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString())).size).toBe(1);
    expect(await readdir(dir)).toEqual(['jwt-secret']);
  });

  it('closes a file that others can read', async () => {
    await keptSigningSecret(dir);
    await chmod(join(dir, 'jwt-secret'), 0o644);
    await keptSigningSecret(dir);
    expect(await modeOf(join(dir, 'jwt-secret'))).toBe(0o600);
  });

  it.each(['', 'short', 'x'.repeat(44), `${'x'.repeat(42)}!`])(
    'does not sign with "%s"',
    async (text) => {
      await writeFile(join(dir, 'jwt-secret'), text);
      await expect(keptSigningSecret(dir)).rejects.toThrow(ConfigError);
    },
  );
});

describe('tokenKeysOf', () => {
  it('uses the secret of the environment as it stands, so that a kept one can be moved there', async () => {
    const kept = await keptSigningSecret(dir);
    const text = (await readFile(join(dir, 'jwt-secret'), 'utf8')).trim();
    const config = loadConfig({ GIFTING_JWT_SECRET: text });
    expect(await tokenKeysOf(config)).toEqual({ kind: 'secret', secret: kept });
  });

  it('makes a secret where nothing is configured, and only there', async () => {
    const jwks = loadConfig({ GIFTING_DATA_DIR: dir, GIFTING_JWKS_URL: 'https://a.example/jwks' });
    expect(await tokenKeysOf(jwks)).toEqual({
      kind: 'jwks',
      url: new URL('https://a.example/jwks'),
    });
    expect(await readdir(dir)).toEqual([]);
    expect(await tokenKeysOf(loadConfig({ GIFTING_DATA_DIR: dir }))).toMatchObject({
      kind: 'secret',
    });
    expect(await readdir(dir)).toEqual(['jwt-secret']);
  });
});
