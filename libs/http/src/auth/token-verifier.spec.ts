import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { RefusalError } from '../problem/refusal-error';
import { issueToken, parseTokenRequest, TokenRequestError } from './token-issuer';
import { TokenVerifier } from './token-verifier';

const SECRET = Buffer.from('a secret of the test with more than 32 bytes');
const nowSeconds = () => Math.floor(Date.now() / 1_000);

const CLAIMS = { iss: 'gifting', aud: 'gifting', sub: 'ana', role: 'viewer' };
type Claims = Readonly<Record<string, unknown>>;
type Header = Readonly<Record<string, unknown>>;
type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

const base64url = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Signs whatever the test asks for, also what a well-behaved issuer never would. */
function sign(claims: Claims = {}, header: Header = {}, secret = SECRET): string {
  const payload = { ...CLAIMS, exp: nowSeconds() + 60, ...claims };
  return signText(JSON.stringify(payload), header, secret);
}

function signText(payload: string, header: Header = {}, secret = SECRET): string {
  const head = base64url({ alg: 'HS256', typ: 'JWT', ...header });
  const input = `${head}.${base64url(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

async function codeOf(verify: () => unknown): Promise<string> {
  try {
    await verify();
    return 'verified';
  } catch (error) {
    return error instanceof RefusalError ? error.code : String(error);
  }
}

describe('TokenVerifier with a secret', () => {
  const verifier = new TokenVerifier({ kind: 'secret', secret: SECRET });
  const check = (token: string) => codeOf(() => verifier.verify(`Bearer ${token}`));

  it('tells the caller', async () => {
    const exp = nowSeconds() + 60;
    const token = sign({ exp, nbf: exp - 120, providers: ['ignored'] });
    expect(await verifier.verify(`Bearer ${token}`)).toEqual({
      role: 'viewer',
      sub: 'ana',
      providers: [],
      exp,
    });
  });

  it('tells the providers of an upstream app', async () => {
    const token = sign({ role: 'upstream', providers: ['stripe', 'p-2'] });
    expect(await verifier.verify(`bearer  ${token}`)).toMatchObject({
      providers: ['stripe', 'p-2'],
    });
  });

  it('takes an audience that is a list, and no type', async () => {
    expect(await check(sign({ aud: ['other', 'gifting'] }))).toBe('verified');
    expect(await check(sign({}, { typ: undefined }))).toBe('verified');
  });

  it('answers at once for a token that it remembers, until that expires', async () => {
    const beginMs = Date.now();
    const now = jest.spyOn(Date, 'now').mockReturnValue(beginMs);
    const token = sign({ exp: nowSeconds() + 30 });
    expect(verifier.verify(`Bearer ${token}`)).toBeInstanceOf(Promise);
    await verifier.verify(`Bearer ${token}`);
    const remembered = verifier.verify(`Bearer ${token}`);
    expect(remembered).toMatchObject({ sub: 'ana' });
    now.mockReturnValue(beginMs + 31_000);
    expect(await check(token)).toBe('unauthenticated');
    now.mockRestore();
  });

  it('checks a remembered signature again after a minute', async () => {
    const token = sign({ exp: nowSeconds() + 3_600 });
    await verifier.verify(`Bearer ${token}`);
    const now = jest.spyOn(Date, 'now');
    now.mockReturnValue(Date.now() + 61_000);
    expect(verifier.verify(`Bearer ${token}`)).toBeInstanceOf(Promise);
    now.mockRestore();
  });

  const claimFaults: readonly [string, Claims][] = [
    ['another issuer', { iss: 'other' }],
    ['a list of issuers', { iss: ['gifting'] }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'other' }],
    ['a list without the audience', { aud: ['other'] }],
    ['no audience', { aud: undefined }],
    ['no expiry', { exp: undefined }],
    ['an expiry that passed', { exp: nowSeconds() - 1 }],
    ['an expiry that is text', { exp: String(nowSeconds() + 60) }],
    ['an expiry that is null', { exp: null }],
    ['a begin ahead', { nbf: nowSeconds() + 5 }],
    ['a begin that is text', { nbf: '0' }],
    ['no role', { role: undefined }],
    ['an unknown role', { role: 'admin' }],
    ['a list of roles', { role: ['viewer'] }],
    ['two roles in one', { role: 'viewer auditor' }],
    ['an inherited name as role', { role: 'toString' }],
    ['no subject', { sub: undefined }],
    ['an empty subject', { sub: '' }],
    ['a subject that is no id', { sub: '..' }],
    ['a subject of 65 characters', { sub: 'a'.repeat(65) }],
    ['a subject that is a number', { sub: 7 }],
    ['an upstream app without providers', { role: 'upstream' }],
    ['providers that are text', { role: 'upstream', providers: 'stripe' }],
    ['providers that are no names', { role: 'upstream', providers: ['stripe', 'A B'] }],
  ];
  it.each(claimFaults)('refuses %s', async (_fault, claims) => {
    expect(await check(sign(claims))).toBe('unauthenticated');
  });

  it.each<[string, Header]>([
    ['a critical header', { crit: ['exp'], exp: 1 }],
    ['the one critical header that jose knows', { crit: ['b64'], b64: true }],
    ['another algorithm', { alg: 'HS512' }],
    ['an asymmetric algorithm', { alg: 'RS256' }],
    ['no algorithm', { alg: 'none' }],
    ['an algorithm in other letters', { alg: 'hs256' }],
  ])('refuses %s', async (_fault, header) => {
    expect(await check(sign({}, header))).toBe('unauthenticated');
  });

  it('refuses an expiry beyond every number', async () => {
    const payload = JSON.stringify({ ...CLAIMS, exp: 0 }).replace('"exp":0', '"exp":1e999');
    expect(await check(signText(payload))).toBe('unauthenticated');
  });

  it.each(['null', '[]', '"text"', '{'])('refuses the payload %s', async (payload) => {
    expect(await check(signText(payload))).toBe('unauthenticated');
  });

  it('refuses what was signed by another, changed or cut', async () => {
    const token = sign();
    const [head = '', , signature = ''] = token.split('.');
    const forged = base64url({ ...CLAIMS, role: 'operator', exp: nowSeconds() + 60 });
    const tokens = [
      sign({}, {}, Buffer.from('another secret with more than thirty-two bytes')),
      `${head}.${forged}.${signature}`,
      `${token.slice(0, -4)}AAAA`,
      token.slice(0, -1),
      `${base64url({ alg: 'none' })}.${forged}.`,
      token.replace('.', '..'),
      `${token}.${token}`,
    ];
    expect(await Promise.all(tokens.map(check))).toEqual(tokens.map(() => 'unauthenticated'));
  });

  it('refuses headers that hold no bearer token', async () => {
    const token = sign();
    const headers = [undefined, '', token, `Basic ${token}`, 'Bearer', 'Bearer ', `Bearer${token}`];
    const padded = [`Bearer ${token}, Bearer ${token}`, `Bearer ${token} x`, `Bearer "${token}"`];
    const codes = [...headers, ...padded].map((header) => codeOf(() => verifier.verify(header)));
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['unauthenticated']));
  });
});

describe('TokenVerifier with published keys', () => {
  let server: Server;
  let url: URL;
  const keySet: { keys: unknown[] } = { keys: [] };
  const pairs = new Map<string, PrivateKey>();

  beforeAll(async () => {
    for (const alg of ['RS256', 'ES256', 'EdDSA', 'PS256']) {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      pairs.set(alg, privateKey);
      keySet.keys.push({ ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' });
    }
    server = createServer((_request, response) => response.end(JSON.stringify(keySet)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  });
  afterAll(() => server.close());

  const signWith = (alg: string, kid = alg): Promise<string> =>
    new SignJWT({ ...CLAIMS, exp: nowSeconds() + 60 })
      .setProtectedHeader({ alg, kid })
      .sign(pairs.get(alg) as PrivateKey);

  it.each([
    ['RS256', 'verified'],
    ['ES256', 'verified'],
    ['EdDSA', 'verified'],
    ['PS256', 'unauthenticated'],
  ])('%s is %s', async (alg, expected) => {
    const verifier = new TokenVerifier({ kind: 'jwks', url });
    const token = await signWith(alg);
    expect(await codeOf(() => verifier.verify(`Bearer ${token}`))).toBe(expected);
  });

  it('refuses a key that is not published, and a token signed with a published one as secret', async () => {
    const verifier = new TokenVerifier({ kind: 'jwks', url });
    const tokens = [await signWith('ES256', 'other'), sign(), sign({}, { kid: 'RS256' })];
    const codes = tokens.map((token) => codeOf(() => verifier.verify(`Bearer ${token}`)));
    expect(new Set(await Promise.all(codes))).toEqual(new Set(['unauthenticated']));
  });

  it('refuses everything while the keys cannot be had, and says so', async () => {
    const troubles: unknown[] = [];
    const nowhere = new URL('http://127.0.0.1:1/jwks');
    const verifier = new TokenVerifier({ kind: 'jwks', url: nowhere }, (error) =>
      troubles.push(error),
    );
    const token = await signWith('ES256');
    expect(await codeOf(() => verifier.verify(`Bearer ${token}`))).toBe('unauthenticated');
    expect(troubles).toHaveLength(1);
    const forged = sign({}, { alg: 'none' });
    await codeOf(() => verifier.verify(`Bearer ${forged}`));
    expect(troubles).toHaveLength(1);
  });
});

describe('issueToken', () => {
  it('signs what the verifier takes', async () => {
    const verifier = new TokenVerifier({ kind: 'secret', secret: SECRET });
    const claims = { role: 'upstream', sub: 'shop', providers: ['stripe'], ttlSeconds: 5 } as const;
    const token = await issueToken(SECRET, claims);
    const caller = await verifier.verify(`Bearer ${token}`);
    expect(caller).toMatchObject({ role: 'upstream', sub: 'shop', providers: ['stripe'] });
    expect(caller.exp - nowSeconds()).toBeLessThanOrEqual(5);
  });
});

describe('parseTokenRequest', () => {
  it('reads a command line', () => {
    expect(parseTokenRequest(['--role', 'viewer', '--sub', 'ana'])).toEqual({
      role: 'viewer',
      sub: 'ana',
      ttlSeconds: 86_400,
    });
    const upstream = '--role upstream --sub shop --providers a,b --ttl 60'.split(' ');
    expect(parseTokenRequest(upstream)).toEqual({
      role: 'upstream',
      sub: 'shop',
      providers: ['a', 'b'],
      ttlSeconds: 60,
    });
  });

  it.each([
    ['', 2],
    ['--role admin --sub ..', 2],
    ['--role upstream --sub shop', 1],
    ['--role upstream --sub shop --providers A', 1],
    ['--role viewer --sub ana --providers a', 1],
    ['--role viewer --sub ana --ttl 0', 1],
    ['--role viewer --sub ana --ttl soon', 1],
    ['--role viewer --sub ana --unknown', 1],
    ['viewer ana', 1],
  ])('refuses "%s" with %i faults', (line, count) => {
    let faults: readonly string[] = [];
    try {
      parseTokenRequest(line.split(' ').filter((word) => word !== ''));
    } catch (error) {
      if (error instanceof TokenRequestError) faults = error.faults;
    }
    expect(faults).toHaveLength(count);
  });
});
