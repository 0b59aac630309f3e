import { Controller, type DynamicModule, Get, Header, Module } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public, RefusalError } from '@gifting/http';
import { MetricsSource } from './metrics';
import { ReadinessSource } from './readiness';

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessSource) {}

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiOkResponse({ description: 'It runs.' })
  live(): { readonly status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @Public()
  @ApiOperation({ summary: 'Whether the process has caught up and takes requests' })
  @ApiOkResponse({ description: 'It is ready.' })
  async ready(): Promise<{ readonly status: 'ready' }> {
    const waitingFor = await this.readiness.waitingFor();
    if (waitingFor.length === 0) return { status: 'ready' };
    const reasons = waitingFor.map(({ name, reason }) => `${name} ${reason}`).join('; ');
    throw new RefusalError('not-ready', `Waiting: ${reasons}.`, {
      members: { waitingFor: waitingFor.map(({ name, reason }) => ({ name, reason })) },
    });
  }
}

@ApiTags('Health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsSource) {}

  @Get()
  @Public()
  @Header('cache-control', 'no-store')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus' })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  read(): Promise<string> {
    return this.metrics.text();
  }
}

export interface TelemetryOptions {
  readonly readiness: ReadinessSource;
  readonly metrics: MetricsSource;
}

/** `/health/live`, `/health/ready` and `/metrics`, the same for every application. */
@Module({ controllers: [HealthController, MetricsController] })
export class TelemetryModule {
  static register({ readiness, metrics }: TelemetryOptions): DynamicModule {
    return {
      module: TelemetryModule,
      providers: [
        { provide: ReadinessSource, useValue: readiness },
        { provide: MetricsSource, useValue: metrics },
      ],
    };
  }
}
