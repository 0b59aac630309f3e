import { type TokenKeys, TokenVerifier, Admission, RateLimiter } from '@gifting/http/app';
import type { Config } from './config/config';
import type { Runtime } from './start-service';
import { type JsonLogger } from './telemetry/logger';
import { Metrics } from './telemetry/metrics';
import { Readiness } from './telemetry/readiness';

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
  config,
});
