import { Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AllowRoles, Caller, TraceId } from '@gifting/http';
import {
  BatchBody,
  CLOUD_EVENT_BATCH_MEDIA_TYPE,
  CLOUD_EVENT_MEDIA_TYPE,
  Consumes,
  mediaTypeOf,
  UncheckedBody,
} from '@gifting/http/input';
import { validationRefusal } from '@gifting/http/input';
import { CloudEventInput } from './purchase-events.input';
import { UpstreamResults } from './views';
import { type UpstreamResult, UpstreamReports } from './upstream-reports';

const MAX_BATCH = 500;

@ApiTags('Upstream apps')
@Controller('/v1/purchase-events')
export class PurchaseEventsController {
  constructor(private readonly reports: UpstreamReports) {}

  @ApiOperation({
    summary: 'Takes one CloudEvent or a batch of up to 500',
    description:
      'Natural keys deduplicate, so no Idempotency-Key is needed. One result for each event, in order, never all or nothing.',
  })
  @Post()
  @HttpCode(200)
  @AllowRoles('upstream')
  @Consumes(CLOUD_EVENT_MEDIA_TYPE, CLOUD_EVENT_BATCH_MEDIA_TYPE)
  @BatchBody()
  @ApiBody({ type: CloudEventInput })
  @ApiOkResponse({ type: UpstreamResults })
  async take(
    @Caller() caller: Caller,
    @TraceId() traceId: string,
    @Headers('content-type') contentType: string,
    @UncheckedBody() body: unknown,
  ): Promise<{ results: readonly UpstreamResult[] }> {
    const isBatch = mediaTypeOf(contentType) === CLOUD_EVENT_BATCH_MEDIA_TYPE;
    const results = await this.reports.take(
      isBatch ? batchOf(body) : [body],
      traceId,
      caller.providers,
    );
    const [only] = results;
    if (!isBatch && only?.code === 'validation') throw validationRefusal(only.errors ?? []);
    return { results };
  }
}

function batchOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body) && body.length >= 1 && body.length <= MAX_BATCH) return body;
  throw validationRefusal([
    { field: 'body', reason: `must be a list of 1 to ${MAX_BATCH} events` },
  ]);
}
