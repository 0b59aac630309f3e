import 'reflect-metadata';
import { createServer } from 'node:http';
import { Module } from '@nestjs/common';
import { describeApi, listenerOf, mergeOpenApi } from '@gifting/http/app';
import { createServiceApp, Metrics, Readiness } from '@gifting/service';
import { FakeService } from '../../../libs/http/src/app/fake-service.fixture';
import { ClusterReadiness, fetchOpenApi } from './cluster-front';
import { LocalServers } from './local-servers.fixture';

@Module({})
class EmptyModule {}

const service = new FakeService();
const servers = new LocalServers();
beforeAll(() => service.open());
afterAll(async () => {
  servers.stop();
  await service.app.close();
});

describe('what the gateway says for all', () => {
  const nobody = new URL('http://127.0.0.1:1');
  const origins = () => new Map([['gift', new URL(service.origin)]]);

  it('is ready when every service is', async () => {
    const readiness = new Readiness();
    const check = readiness.expect('gift-feed', 'has not caught up');
    const options = { ...service.options, readiness, metrics: new Metrics() };
    const gift = await listenerOf(await createServiceApp('gift', EmptyModule, options));
    const origins = new Map([['gift', await servers.serve(createServer(gift))]]);
    const cluster = new ClusterReadiness(origins);
    const waiting = { name: 'gift', reason: 'Waiting: gift-feed has not caught up.' };
    expect(await cluster.waitingFor()).toEqual([waiting]);
    check.ready();
    expect(await cluster.waitingFor()).toEqual([]);
    expect(await new ClusterReadiness(origins.set('payout', nobody)).waitingFor()).toEqual([
      { name: 'payout', reason: 'cannot be reached' },
    ]);
  });

  it('describes all services, or none while one is missing', async () => {
    expect(await fetchOpenApi(origins())).toEqual(mergeOpenApi([describeApi(service.app)]));
    await expect(fetchOpenApi(origins().set('payout', nobody))).rejects.toMatchObject({
      code: 'not-ready',
      message: 'The payout service cannot be reached.',
    });
  });
});
