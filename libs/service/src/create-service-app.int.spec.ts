import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Public } from '@gifting/http';
import { TokenVerifier } from '@gifting/http/app';
import { createServiceApp } from './create-service-app';
import { JsonLogger } from './telemetry/logger';
import { Metrics } from './telemetry/metrics';
import { Readiness } from './telemetry/readiness';

@Controller('/v1/gifts')
class GiftsController {
  @Get(':giftTxId')
  @Public()
  gift(@Param('giftTxId') giftTxId: string) {
    return { giftTxId };
  }
}

@Module({ controllers: [GiftsController] })
class FakeModule {}

const readiness = new Readiness();
let app: NestFastifyApplication;

async function call(path: string) {
  const response = await fetch((await app.getUrl()) + path);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
  return { status: response.status, text, json, code: json.code };
}

beforeAll(async () => {
  app = await createServiceApp('fake', FakeModule, {
    tokens: new TokenVerifier({ kind: 'secret', secret: Buffer.alloc(32) }),
    readiness,
    metrics: new Metrics(),
    logger: JsonLogger.create('silent'),
  });
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

describe('health and metrics', () => {
  it('is ready when all that it waits for is', async () => {
    const consumer = readiness.expect('wallet-feed', 'has not caught up');
    const before = await call('/health/ready');
    consumer.ready();
    const after = await call('/health/ready');
    consumer.failed('lost its disk');
    consumer.ready();
    const failed = await call('/health/ready');
    expect([before.status, before.code, before.json.waitingFor]).toEqual([
      503,
      'not-ready',
      [{ name: 'wallet-feed', reason: 'has not caught up' }],
    ]);
    expect([after.status, after.json]).toEqual([200, { status: 'ready' }]);
    expect([failed.status, failed.json.detail]).toEqual([
      503,
      'Waiting: wallet-feed lost its disk.',
    ]);
    expect((await call('/health/live')).json).toEqual({ status: 'live' });
  });

  it('times requests by route and not by path', async () => {
    await call('/v1/gifts/gift-1');
    const { text } = await call('/metrics');
    const labels = 'service="fake",method="GET",route="/v1/gifts/:giftTxId",status="200"';
    expect(text).toContain(`gifting_http_request_duration_seconds_count{${labels}}`);
    expect(text).not.toContain('gift-1');
  });
});
