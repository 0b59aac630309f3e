import { PRESETS, type PresetName } from '@gifting/economy';
import { type TokenKeys, TokenVerifier } from './auth';
import type { Config } from './config';
import { Admission, RateLimiter } from './http';
import type { Runtime } from './start-service';
import { type JsonLogger, Metrics, Readiness } from './telemetry';

/** What the services of one process share, as the configuration says. */
export const runtimeOf = (config: Config, keys: TokenKeys, logger: JsonLogger): Runtime => ({
  tokens: new TokenVerifier(keys, (error) =>
    logger.error('token keys cannot be fetched', { error }),
  ),
  readiness: new Readiness(),
  metrics: new Metrics(),
  logger,
  admission: new Admission(config.maxInFlight),
  ...(config.rateLimit === undefined ? {} : { rateLimiter: new RateLimiter(config.rateLimit) }),
  firstPolicy: PRESETS[config.policy as PresetName],
});
