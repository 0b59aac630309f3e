import { resolve } from 'node:path';
import { loadConfig } from './config';
import { ConfigError, type Environment } from './settings';

const SECRET = 's'.repeat(32);

function faultsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('loadConfig', () => {
  it('has a default for everything outside production', () => {
    expect(loadConfig({})).toEqual({
      production: false,
      port: 8_080,
      host: '127.0.0.1',
      dataDir: resolve('./data'),
      tokens: { kind: 'kept' },
      policy: 'seed',
      payoutProvider: { kind: 'sandbox' },
      clock: 'system',
      engines: { kafkaBrokers: undefined, eventStoreUrl: undefined, redisUrl: undefined },
      serviceUrls: undefined,
      rateLimit: undefined,
      maxInFlight: 4_096,
      logLevel: 'info',
    });
  });

  it('reads everything that is set', () => {
    const env = {
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '0.0.0.0',
      GIFTING_DATA_DIR: '/var/lib/gifting',
      GIFTING_JWKS_URL: 'https://issuer.example/jwks',
      GIFTING_POLICY: 'share-50',
      GIFTING_PAYOUT_PROVIDER: 'sandbox',
      GIFTING_CLOCK: 'system',
      KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092',
      EVENTSTORE_URL: 'esdb://a:2113,b:2113?tls=false',
      REDIS_URL: 'rediss://:password@redis:6380',
      GIFTING_SERVICE_URLS: 'wallet=http://wallet:8080, creator-earnings=https://10.0.0.7',
      GIFTING_RATE_LIMIT_PER_SECOND: '5',
      GIFTING_RATE_LIMIT_BURST: '10',
      GIFTING_MAX_IN_FLIGHT: '1024',
      GIFTING_LOG_LEVEL: 'warn',
    };
    expect(loadConfig(env)).toEqual({
      production: true,
      port: 0,
      host: '0.0.0.0',
      dataDir: '/var/lib/gifting',
      tokens: { kind: 'jwks', url: new URL('https://issuer.example/jwks') },
      policy: 'share-50',
      payoutProvider: { kind: 'sandbox' },
      clock: 'system',
      engines: {
        kafkaBrokers: ['kafka-1:9092', 'kafka-2:9092'],
        eventStoreUrl: 'esdb://a:2113,b:2113?tls=false',
        redisUrl: 'rediss://:password@redis:6380',
      },
      serviceUrls: new Map([
        ['wallet', new URL('http://wallet:8080')],
        ['creator-earnings', new URL('https://10.0.0.7')],
      ]),
      rateLimit: { perSecond: 5, burst: 10 },
      maxInFlight: 1_024,
      logLevel: 'warn',
    });
  });

  it('takes the empty text as not set', () => {
    expect(loadConfig({ PORT: '', GIFTING_JWT_SECRET: '', REDIS_URL: '' })).toEqual(loadConfig({}));
    expect(loadConfig({ GIFTING_SERVICE_URLS: '' }).serviceUrls).toBeUndefined();
  });

  it('takes a short secret and a manual clock outside production only', () => {
    const env = { GIFTING_JWT_SECRET: 'short', GIFTING_CLOCK: 'manual' };
    expect(loadConfig(env)).toMatchObject({
      tokens: { kind: 'secret', secret: 'short' },
      clock: 'manual',
    });
    expect(faultsOf({ ...env, NODE_ENV: 'production' })).toEqual([
      'GIFTING_JWT_SECRET must have at least 32 bytes in production',
      'GIFTING_CLOCK must be system in production',
    ]);
  });

  it('lets a burst be as large as the rate where it is not set', () => {
    expect(loadConfig({ GIFTING_RATE_LIMIT_PER_SECOND: '5' }).rateLimit).toEqual({
      perSecond: 5,
      burst: 5,
    });
  });

  it.each<[Environment, string]>([
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535'],
    [{ PORT: '-1' }, 'PORT must be a whole number from 0 to 65535'],
    [{ PORT: '80a' }, 'PORT must be a whole number from 0 to 65535'],
    [{ PORT: '8e3' }, 'PORT must be a whole number from 0 to 65535'],
    [
      { GIFTING_JWT_SECRET: SECRET, GIFTING_JWKS_URL: 'https://a.example' },
      'GIFTING_JWT_SECRET and GIFTING_JWKS_URL must not both be set',
    ],
    [
      { GIFTING_JWKS_URL: 'issuer' },
      'GIFTING_JWKS_URL must be a URL that begins with https:// or http://',
    ],
    [
      { GIFTING_JWKS_URL: 'file:///etc/passwd' },
      'GIFTING_JWKS_URL must be a URL that begins with https:// or http://',
    ],
    [
      { NODE_ENV: 'production' },
      'GIFTING_JWT_SECRET or GIFTING_JWKS_URL must be set in production',
    ],
    [
      { NODE_ENV: 'production', GIFTING_JWKS_URL: 'http://issuer.example' },
      'GIFTING_JWKS_URL must begin with https:// in production',
    ],
    [
      { GIFTING_POLICY: 'Seed!' },
      'GIFTING_POLICY must be one of seed, share-50, twitch-like, youtube-like',
    ],
    [{ GIFTING_CLOCK: 'sundial' }, 'GIFTING_CLOCK must be one of system, manual'],
    [{ KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS must be host:port, several separated by commas'],
    [{ KAFKA_BROKERS: 'a:1,' }, 'KAFKA_BROKERS must be host:port, several separated by commas'],
    [
      { EVENTSTORE_URL: 'http://a' },
      'EVENTSTORE_URL must be a URL that begins with esdb:// or esdb+discover://',
    ],
    [{ REDIS_URL: 'redis' }, 'REDIS_URL must be a URL that begins with redis:// or rediss://'],
    [
      { GIFTING_SERVICE_URLS: 'gift=http://gift:8080,wallet=wallet:8080' },
      'GIFTING_SERVICE_URLS must name a URL for wallet, such as wallet=http://wallet:8080',
    ],
    [
      { GIFTING_SERVICE_URLS: 'gift=' },
      'GIFTING_SERVICE_URLS must name a URL for gift, such as gift=http://gift:8080',
    ],
    [
      { GIFTING_SERVICE_URLS: 'http://gift:8080' },
      'GIFTING_SERVICE_URLS must be name=URL, several separated by commas',
    ],
    [
      { GIFTING_RATE_LIMIT_PER_SECOND: '0' },
      'GIFTING_RATE_LIMIT_PER_SECOND must be a whole number from 1 to 1000000',
    ],
    [
      { GIFTING_RATE_LIMIT_BURST: '9' },
      'GIFTING_RATE_LIMIT_BURST needs GIFTING_RATE_LIMIT_PER_SECOND',
    ],
    [
      { GIFTING_MAX_IN_FLIGHT: '1023' },
      'GIFTING_MAX_IN_FLIGHT must be a whole number from 1024 to 1000000',
    ],
    [
      { GIFTING_LOG_LEVEL: 'loud' },
      'GIFTING_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent',
    ],
  ])('refuses %j', (env, fault) => {
    expect(faultsOf(env)).toEqual([fault]);
  });

  it('pays nobody in production unless it is told who pays', () => {
    const secret = { NODE_ENV: 'production', GIFTING_JWT_SECRET: SECRET };
    expect(loadConfig(secret).payoutProvider).toEqual({ kind: 'none' });
    expect(loadConfig({ GIFTING_PAYOUT_PROVIDER: 'none' }).payoutProvider).toEqual({
      kind: 'none',
    });
    expect(faultsOf({ GIFTING_PAYOUT_PROVIDER: 'sandbx' })).toEqual([
      'GIFTING_PAYOUT_PROVIDER must be one of none, sandbox, paypal',
    ]);
  });

  it('refuses a preset that does not exist', () => {
    expect(faultsOf({ GIFTING_POLICY: 'sed' })).toEqual([
      'GIFTING_POLICY must be one of seed, share-50, twitch-like, youtube-like',
    ]);
  });

  it('tells all faults at once, one line each, without the values', () => {
    const env = { PORT: 'hunter2', REDIS_URL: 'hunter2', GIFTING_CLOCK: 'hunter2' };
    expect(faultsOf(env)).toHaveLength(3);
    expect(() => loadConfig(env)).toThrow(/^PORT .+\nGIFTING_CLOCK .+\nREDIS_URL .+$/);
    expect(faultsOf(env).join()).not.toContain('hunter2');
  });

  it('takes an issuer on the loopback without TLS in production', () => {
    const env = { NODE_ENV: 'production', GIFTING_JWKS_URL: 'http://127.0.0.1:9000/jwks' };
    expect(faultsOf(env)).toEqual([]);
  });
});
