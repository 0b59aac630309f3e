import { resolve } from 'node:path';
import { PRESET_NAMES, type PresetName } from '@gifting/economy';
import { DEFAULT_MAX_IN_FLIGHT, MIN_IN_FLIGHT, type RateLimit } from '@gifting/http/app';
import { LOG_LEVELS, type LogLevel } from '../telemetry/logger';
import { type PayoutProviderConfig, readPayoutProvider } from './payout-provider-config';
import { ConfigError, type Environment, Settings } from './settings';

export type ClockKind = 'system' | 'manual';

/** How tokens are checked. `kept`: a secret that this installation made for itself. */
export type TokenConfig =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'jwks'; readonly url: URL }
  | { readonly kind: 'kept' };

/** Where the servers of a cluster are; what is not set is not used. */
export interface EngineConfig {
  readonly kafkaBrokers: readonly string[] | undefined;
  readonly eventStoreUrl: string | undefined;
  readonly redisUrl: string | undefined;
}

export interface Config {
  readonly production: boolean;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  readonly tokens: TokenConfig;
  /** The preset that the first start activates. */
  readonly policy: PresetName;
  readonly payoutProvider: PayoutProviderConfig;
  readonly clock: ClockKind;
  readonly engines: EngineConfig;
  /** Where a gateway finds the services, by name. */
  readonly serviceUrls: ReadonlyMap<string, URL> | undefined;
  /** Off where it is not set. */
  readonly rateLimit: RateLimit | undefined;
  readonly maxInFlight: number;
  readonly logLevel: LogLevel;
}

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const BROKER = /^[A-Za-z0-9._-]+:[0-9]{1,5}$/;
const EVENTSTORE = /^esdb(\+discover)?:\/\/[^\s/?]+/;
const HTTP = /^https?:\/\//;
/** RFC 7518 asks for a key as long as the hash: 256 bits. */
const MIN_SECRET_BYTES = 32;
const MAX_PER_SECOND = 1_000_000;

/**
 * Reads the environment once and checks all of it.
 * @throws ConfigError with one line per fault
 */
export function loadConfig(env: Environment): Config {
  const settings = new Settings(env);
  const production = env.NODE_ENV === 'production';
  const config: Config = {
    production,
    port: settings.whole('PORT', { min: 0, max: 65_535 }, 8_080),
    host: settings.text('HOST') ?? '127.0.0.1',
    dataDir: resolve(settings.text('GIFTING_DATA_DIR') ?? './data'),
    tokens: readTokens(settings, production),
    policy: settings.oneOf('GIFTING_POLICY', PRESET_NAMES, 'seed'),
    payoutProvider: readPayoutProvider(settings, production),
    clock: readClock(settings, production),
    engines: readEngines(settings),
    serviceUrls: readServiceUrls(settings),
    rateLimit: readRateLimit(settings),
    maxInFlight: settings.whole(
      'GIFTING_MAX_IN_FLIGHT',
      { min: MIN_IN_FLIGHT, max: 1_000_000 },
      DEFAULT_MAX_IN_FLIGHT,
    ),
    logLevel: settings.oneOf('GIFTING_LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (settings.faults.length > 0) throw new ConfigError(settings.faults);
  return config;
}

function readTokens(settings: Settings, production: boolean): TokenConfig {
  const secret = settings.text('GIFTING_JWT_SECRET');
  const url = settings.serverUrl('GIFTING_JWKS_URL', production);
  if (secret !== undefined && settings.text('GIFTING_JWKS_URL') !== undefined) {
    settings.refuse('GIFTING_JWT_SECRET', 'and GIFTING_JWKS_URL must not both be set');
  }
  if (production && secret !== undefined && Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    settings.refuse(
      'GIFTING_JWT_SECRET',
      `must have at least ${MIN_SECRET_BYTES} bytes in production`,
    );
  }
  if (url !== undefined) return { kind: 'jwks', url };
  if (secret !== undefined) return { kind: 'secret', secret };
  if (production && settings.text('GIFTING_JWKS_URL') === undefined) {
    settings.refuse('GIFTING_JWT_SECRET', 'or GIFTING_JWKS_URL must be set in production');
  }
  return { kind: 'kept' };
}

function readClock(settings: Settings, production: boolean): ClockKind {
  const clock = settings.oneOf('GIFTING_CLOCK', ['system', 'manual'], 'system');
  if (production && clock === 'manual') {
    settings.refuse('GIFTING_CLOCK', 'must be system in production');
  }
  return clock;
}

function readEngines(settings: Settings): EngineConfig {
  const kafkaBrokers = settings
    .text('KAFKA_BROKERS')
    ?.split(',')
    .map((broker) => broker.trim());
  if (kafkaBrokers?.some((broker) => !BROKER.test(broker))) {
    settings.refuse('KAFKA_BROKERS', 'must be host:port, several separated by commas');
  }
  // No URL in the strict sense: it may name several hosts.
  const eventStoreUrl = settings.text('EVENTSTORE_URL');
  if (eventStoreUrl !== undefined && !EVENTSTORE.test(eventStoreUrl)) {
    settings.refuse('EVENTSTORE_URL', 'must be a URL that begins with esdb:// or esdb+discover://');
  }
  return {
    kafkaBrokers,
    eventStoreUrl,
    redisUrl: settings.url('REDIS_URL', ['redis:', 'rediss:'])?.href,
  };
}

/** Reads `wallet=http://wallet:8080,gift=http://gift:8080`. */
function readServiceUrls(settings: Settings): ReadonlyMap<string, URL> | undefined {
  const text = settings.text('GIFTING_SERVICE_URLS');
  if (text === undefined) return undefined;
  const urls = new Map<string, URL>();
  for (const entry of text.split(',')) {
    const [name = '', ...rest] = entry.split('=').map((part) => part.trim());
    const url = rest.join('=');
    if (rest.length === 0 || !KEBAB_CASE.test(name)) {
      settings.refuse('GIFTING_SERVICE_URLS', 'must be name=URL, several separated by commas');
    } else if (HTTP.test(url) && URL.canParse(url)) {
      urls.set(name, new URL(url));
    } else {
      settings.refuse(
        'GIFTING_SERVICE_URLS',
        `must name a URL for ${name}, such as ${name}=http://${name}:8080`,
      );
    }
  }
  return urls;
}

function readRateLimit(settings: Settings): RateLimit | undefined {
  const bounds = { min: 1, max: MAX_PER_SECOND };
  const perSecond = settings.optionalWhole('GIFTING_RATE_LIMIT_PER_SECOND', bounds);
  const burst = settings.optionalWhole('GIFTING_RATE_LIMIT_BURST', bounds);
  if (perSecond !== undefined) return { perSecond, burst: burst ?? perSecond };
  if (burst !== undefined) {
    settings.refuse('GIFTING_RATE_LIMIT_BURST', 'needs GIFTING_RATE_LIMIT_PER_SECOND');
  }
  return undefined;
}
