import 'reflect-metadata';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { AnyRole } from '@gifting/http';
import { createHttpApp, describeApi, listenerOf, mergeOpenApi } from '@gifting/http/app';
import { createServiceApp, Metrics, Readiness } from '@gifting/service';
import { FakeService } from '../../../libs/http/src/app/fake-service.fixture';
import { IsGiftId, IsMoneyText, type MoneyInput, Optional } from '@gifting/http/input';
import { RouteTable } from '../../gateway/src';
import { createFrontServer, listen, stopServer } from './front-server';

class RefundInput {
  @IsGiftId()
  readonly giftId!: string;

  @Optional()
  @IsMoneyText()
  readonly paid?: MoneyInput;
}

class RefundView {
  @ApiProperty({ type: 'string', nullable: true })
  readonly viewerId!: string | null;

  @ApiProperty({ enum: ['paid', 'failed'], type: 'string', nullable: true })
  readonly outcome!: string | null;

  @ApiProperty({ type: () => RefundInput, nullable: true })
  readonly input!: RefundInput | null;
}

@Controller('v1/refunds')
class RefundsController {
  @Post()
  @AnyRole()
  refund(@Body() input: RefundInput) {
    return { from: 'wallet', input };
  }

  @Get()
  @AnyRole()
  @ApiOkResponse({ type: RefundView })
  list() {
    return { from: 'wallet' };
  }
}

@Module({ controllers: [RefundsController] })
class WalletModule {}

@Module({})
class FrontModule {}

const ROUTES = new RouteTable({
  gift: ['/v1/gifts', '/v1/gifts/*', '/v1/bundles'],
  wallet: ['/v1/refunds'],
  gone: ['/v1/payouts'],
});

const service = new FakeService();
const servers: Server[] = [];
let front: string;

async function serve(server: Server): Promise<string> {
  servers.push(server);
  return `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
}

const authorization = () => ({ authorization: `Bearer ${service.tokens.get('ana')}` });
const asJson = () => ({ ...authorization(), 'content-type': 'application/json' });

beforeAll(async () => {
  await service.open();
  const wallet = await createHttpApp(WalletModule, service.options);
  const own = await createServiceApp('front', FrontModule, {
    ...service.options,
    readiness: new Readiness(),
    metrics: new Metrics(),
    openApi: () => mergeOpenApi([service.app, wallet, own].map(describeApi)),
  });
  const listeners = new Map<'gift' | 'wallet' | 'gone', RequestListener>([
    ['gift', await listenerOf(service.app)],
    ['wallet', await listenerOf(wallet)],
  ]);
  front = await serve(createFrontServer(ROUTES, listeners, await listenerOf(own)));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => stopServer(server, 0)));
  await service.app.close();
});

describe('the front of one process', () => {
  it('hands each request to the owner of its path', async () => {
    const gift = await fetch(`${front}/v1/gifts/gift-1`, { headers: authorization() });
    const body = JSON.stringify({ giftId: 'rose' });
    const wallet = await fetch(`${front}/v1/refunds?x=1`, {
      method: 'POST',
      headers: asJson(),
      body,
    });
    expect([gift.status, await gift.json()]).toEqual([200, { giftTxId: 'gift-1' }]);
    expect([wallet.status, await wallet.json()]).toEqual([
      201,
      { from: 'wallet', input: { giftId: 'rose' } },
    ]);
  });

  it.each([
    ['GET', '/v1/gifts/none', 404, 'not-found'],
    ['PUT', '/v1/gifts', 405, 'method-not-allowed'],
    ['GET', '/v1/nobody', 404, 'not-found'],
    ['GET', '/v1/payouts', 404, 'not-found'],
    ['GET', '/', 404, 'not-found'],
  ])('answers %s %s with %i', async (method, path, status, code) => {
    const answer = await fetch(front + path, { method, headers: authorization() });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      status,
      code,
    ]);
  });

  it('shows one document for all, with a page that needs nothing from elsewhere', async () => {
    const answer = await fetch(`${front}/openapi.json`);
    const document = (await answer.json()) as ReturnType<typeof describeApi>;
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/gifts', '/v1/refunds', '/health/ready', '/metrics']),
    );
    expect(document.paths['/v1/refunds']?.post).toMatchObject({
      security: [{ bearer: [] }],
      responses: { default: { content: { 'application/problem+json': {} } } },
    });
    expect(document.components?.schemas?.RefundInput).toMatchObject({
      required: ['giftId'],
      properties: {
        giftId: { type: 'string', pattern: '^[A-Za-z0-9_.:-]{1,64}$' },
        paid: { $ref: '#/components/schemas/MoneyInput' },
      },
    });
    expect(document.components?.schemas?.RefundView).toMatchObject({
      properties: {
        viewerId: { type: ['string', 'null'] },
        outcome: { type: ['string', 'null'], enum: ['paid', 'failed', null] },
        input: { anyOf: [{ $ref: '#/components/schemas/RefundInput' }, { type: 'null' }] },
      },
    });
    const page = await (await fetch(`${front}/docs`)).text();
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    const fetched = await Promise.all(files.map((url) => fetch(front + url)));
    expect(files).toHaveLength(4);
    expect(fetched.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await fetch(`${front}/docs/package.json`)).status).toBe(404);
  });
});

describe('listen and stopServer', () => {
  it('tells why it cannot listen', async () => {
    const { port } = servers[0]?.address() as AddressInfo;
    await expect(listen(createServer(), port, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
  });

  it('waits for the requests under way, and breaks off those that outlast the grace', async () => {
    const arrived: (() => void)[] = [];
    const slow = createServer((_request, response) => {
      arrived.push(() => response.end('done'));
      slow.emit('arrived');
    });
    const origin = await serve(slow);
    const client = connect(Number(new URL(origin).port), '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    await once(slow, 'arrived');
    const stopped = stopServer(slow, 60_000);
    arrived[0]?.();
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK[^]+done$/);
    // The client would keep its connection, but the stop does not wait for it.
    await stopped;

    const again = await serve(slow);
    const endless = fetch(again);
    await once(slow, 'arrived');
    await Promise.all([expect(endless).rejects.toThrow(), stopServer(slow, 0)]);
  });
});
