import { EventEmitter, once } from 'node:events';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { StoreOverloaded } from '@gifting/event-store';
import type { Position } from '@gifting/kernel';
import { AllowRoles, AnyRole, ObjectAccess, OwnSubject } from '../auth/access.decorators';
import { Caller } from '../auth/caller';
import { issueToken } from '../auth/token-issuer';
import { TokenVerifier } from '../auth/token-verifier';
import { JsonLogger } from '@gifting/service';
import { Admission } from './overload';
import { BatchBody, UncheckedBody } from '../input/request-body';
import { checkInput } from '../input/input';
import {
  CLOUD_EVENT_BATCH_MEDIA_TYPE,
  CLOUD_EVENT_MEDIA_TYPE,
  Consumes,
} from '../input/media-type';
import { createHttpApp, type HttpAppOptions } from './create-http-app';
import { IdempotencyKey } from '../input/idempotency-key';
import { IsAccountId, IsFlag, IsGiftId, IsOneOf, IsText, IsWholeNumber } from '../input/validators';
import { IsCoinsText, IsMoneyText, type MoneyInput } from '../input/amount-validators';
import { IsUncheckedListOf } from '../input/nested-validators';
import { MinPosition, PageQuery, type PageRequest } from '../input/pagination';
import { type ObjectPolicy } from './route-options';
import { Optional } from '../input/input-rule';
import { PreferWait } from '../input/prefer-wait';
import { RefusalError } from '../problem/refusal-error';
import { TraceId } from './trace';

export const slowRequests = new EventEmitter();

class GiftInput {
  @IsGiftId()
  readonly giftId!: string;

  @IsWholeNumber({ min: 1, max: 9_999 })
  readonly quantity!: number;

  @IsAccountId()
  readonly creatorId!: string;

  @Optional()
  @IsText({ max: 200 })
  readonly message?: string;

  @Optional()
  @IsFlag()
  readonly anonymous?: boolean;

  @Optional()
  @IsCoinsText()
  readonly coins?: string;

  @Optional()
  @IsMoneyText()
  readonly paid?: MoneyInput;
}

class BatchInput {
  @IsUncheckedListOf(() => GiftInput, { min: 1, max: 500 })
  readonly items!: readonly unknown[];
}

class WindowQuery {
  @Optional()
  @IsOneOf(['day', 'week'])
  readonly window?: string;
}

class GiftReaders implements ObjectPolicy {
  reaches(caller: Caller, params: Readonly<Record<string, string>>): Promise<boolean> {
    return Promise.resolve(params.giftTxId === 'gift-1' && caller.sub !== 'stranger');
  }
}

@Controller('v1/gifts')
class GiftsController {
  @Post()
  @AllowRoles('viewer')
  send(
    @Caller() caller: Caller,
    @IdempotencyKey() key: string,
    @PreferWait() waitMs: number,
    @TraceId() traceId: string,
    @Body() input: GiftInput,
  ) {
    return { sub: caller.sub, key, waitMs, traceId, input };
  }

  @Post('batch')
  @AllowRoles('viewer')
  @BatchBody()
  @HttpCode(200)
  sendBatch(@Body() { items }: BatchInput) {
    return { results: items.map((item) => checkInput(GiftInput, item).faults ?? 'good') };
  }

  @Get()
  @AllowRoles('viewer')
  list(
    @PageQuery() page: PageRequest,
    @MinPosition() minPosition: Position | undefined,
    @Query() { window }: WindowQuery,
  ) {
    return { ...page, minPosition, window };
  }

  @Get(':giftTxId')
  @AllowRoles('viewer', 'creator')
  @ObjectAccess(GiftReaders)
  read(@Param('giftTxId') giftTxId: string) {
    return { giftTxId };
  }

  @Post(':giftTxId/refunds')
  @AllowRoles('viewer')
  @ObjectAccess(GiftReaders)
  refund(@Body() input: GiftInput) {
    return input;
  }
}

@Controller('v1')
class OtherController {
  @Get('viewers/:viewerId/wallet')
  @AllowRoles('viewer')
  @OwnSubject('viewerId')
  wallet(@Param('viewerId') viewerId: string) {
    return { viewerId };
  }

  @Post('viewers/:viewerId/notes')
  @AllowRoles('viewer')
  @OwnSubject('viewerId')
  note(@Body() input: GiftInput) {
    return input;
  }

  @Post('purchase-events')
  @AllowRoles('upstream')
  @Consumes(CLOUD_EVENT_MEDIA_TYPE, CLOUD_EVENT_BATCH_MEDIA_TYPE)
  @BatchBody()
  @HttpCode(200)
  purchases(@UncheckedBody() body: unknown, @Caller() caller: Caller) {
    return { isList: Array.isArray(body), providers: caller.providers };
  }

  /** Answers when somebody emits `answer`; says `arrived` when it was asked. */
  @Get('slow')
  @AnyRole()
  async slow() {
    const answered = once(slowRequests, 'answer');
    slowRequests.emit('arrived');
    await answered;
    return { slow: true };
  }

  @Get('bundles')
  @AnyRole()
  bundles() {
    return { items: [] };
  }

  @Post('failures/:kind')
  @AnyRole()
  fail(@Param('kind') kind: string): never {
    if (kind === 'store') throw new StoreOverloaded('full');
    if (kind === 'refusal') {
      throw new RefusalError('insufficient-coins', 'Not enough.', { members: { giftTxId: 'g' } });
    }
    throw new Error('the password is swordfish');
  }
}

@Module({ controllers: [GiftsController, OtherController], providers: [GiftReaders] })
export class FakeModule {}

const SECRET = Buffer.from('a secret of the test with more than 32 bytes');

/** Who calls: the subject of a token that the fake service takes, or the text of any other token. */
const CALLERS = [
  { sub: 'ana', role: 'viewer' },
  { sub: 'stranger', role: 'viewer' },
  { sub: 'carl', role: 'creator' },
  { sub: 'aud', role: 'auditor' },
  { sub: 'ops', role: 'operator' },
  { sub: 'shop', role: 'upstream', providers: ['p'] },
] as const;

export interface Call {
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export const GIFT = { giftId: 'rose', quantity: 3, creatorId: 'carl' };
export const KEYED = { 'content-type': 'application/json', 'idempotency-key': 'key-1' };

/** A small service with a route of every kind, listening on a free port. */
export class FakeService {
  readonly admission = new Admission();
  readonly logLines: string[] = [];
  readonly tokens = new Map<string, string>();
  readonly options: HttpAppOptions = {
    tokens: new TokenVerifier({ kind: 'secret', secret: SECRET }),
    requestTimer: () => () => undefined,
    logger: JsonLogger.create('warn', { write: (line) => this.logLines.push(line) }),
    admission: this.admission,
  };
  app!: NestFastifyApplication;
  origin = '';

  async open(more: Partial<HttpAppOptions> = {}): Promise<this> {
    for (const caller of CALLERS) this.tokens.set(caller.sub, await issueToken(SECRET, caller));
    this.app = await createHttpApp(FakeModule, { ...this.options, ...more });
    await this.app.listen(0, '127.0.0.1');
    this.origin = await this.app.getUrl();
    return this;
  }

  async call(method: string, path: string, { as, headers, body }: Call = {}) {
    const response = await fetch(this.origin + path, {
      method,
      headers: { ...(as && { authorization: `Bearer ${this.tokens.get(as) ?? as}` }), ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const isJson = text !== '' && response.headers.get('content-type')?.includes('json');
    // Bodies of answers have many shapes; each test names the members that it looks at.
    const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, json, code: json.code };
  }

  /** A POST by the viewer ana, with a key and as JSON unless the call says otherwise. */
  post(path: string, body: unknown, more: Call = {}) {
    return this.call('POST', path, {
      as: 'ana',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
      headers: { ...KEYED, ...more.headers },
    });
  }
}
