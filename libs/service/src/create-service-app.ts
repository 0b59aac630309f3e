import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type Admission,
  createHttpApp,
  type OpenApiDocument,
  type RateLimiter,
  type TokenVerifier,
} from '@gifting/http/app';
import type { MetricsSource, ServiceMetrics } from './telemetry/metrics';
import type { ReadinessSource } from './telemetry/readiness';
import { TelemetryModule } from './telemetry/telemetry.module';

export interface ServiceAppOptions {
  readonly tokens: TokenVerifier;
  readonly readiness: ReadinessSource;
  readonly metrics: MetricsSource & { forService(service: string): ServiceMetrics };
  readonly logger: LoggerService;
  readonly admission?: Admission;
  readonly rateLimiter?: RateLimiter;
  /** What `/openapi.json` shows; default the description of this application. */
  readonly openApi?: () => OpenApiDocument | Promise<OpenApiDocument>;
}

/**
 * The application of one service: its module behind the edge of libs/http, with health and metrics.
 * It is not initialised yet: the caller decides when.
 * @param service the label of its metrics
 */
export function createServiceApp(
  service: string,
  module: Type<unknown> | DynamicModule,
  { metrics, readiness, ...edge }: ServiceAppOptions,
): Promise<NestFastifyApplication> {
  const telemetry = TelemetryModule.register({ readiness, metrics });
  const root = { module: class ServiceApp {}, imports: [module, telemetry] };
  const own = metrics.forService(service);
  return createHttpApp(root, {
    ...edge,
    requestTimer: (method, route) => own.requestTimer(method, route),
  });
}
