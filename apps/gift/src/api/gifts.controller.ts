import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiOperation,
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EventStore } from '@gifting/event-store';
import type { JsonObject } from '@gifting/kernel';
import {
  AllowRoles,
  Caller,
  IdempotencyKey,
  notFound,
  PreferWait,
  problemOf,
  RefusalError,
  statusOf,
  TraceId,
} from '@gifting/http';
import { BatchBody } from '@gifting/http/input';
import { checkInput, validationRefusal } from '@gifting/http/input';
import { type GiftAnswer, GiftSending, type GiftToSend } from './gift-sending';
import { giftView, recordedGift } from './gift-view';
import { GiftBatchInput, GiftBatchItemInput, GiftInput } from './gifts.input';
import { GiftBatchResults, GiftReceipt, GiftView, PendingGift } from './views';

@ApiTags('Viewers')
@Controller('/v1/gifts')
export class GiftsController {
  constructor(
    private readonly gifts: GiftSending,
    private readonly store: EventStore,
  ) {}

  @ApiOperation({
    summary: 'Sends a gift',
    description: 'Answers when the coins are spent, or after `Prefer: wait` with 202.',
  })
  @Post()
  @AllowRoles('viewer')
  @ApiCreatedResponse({ type: GiftReceipt })
  @ApiAcceptedResponse({ type: PendingGift })
  async send(
    @Caller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string,
    @PreferWait() waitMs: number,
    @TraceId() traceId: string,
    @Body() input: GiftInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JsonObject> {
    const [answer] = await this.gifts.send([{ idempotencyKey, input }], caller, traceId, waitMs);
    if (answer === undefined) throw new Error('a gift was not answered');
    if (answer.replayed) reply.header('idempotency-replayed', 'true');
    if ('refusal' in answer) throw answer.refusal;
    if (answer.status === 202) reply.header('location', `/v1/gifts/${answer.giftTxId}`);
    reply.status(answer.status);
    return answer.body;
  }

  @ApiOperation({
    summary: 'Sends up to 500 gifts',
    description: 'Each is decided by itself, and its key counts as on the single route.',
  })
  @Post('batch')
  @HttpCode(200)
  @AllowRoles('viewer')
  @BatchBody()
  @ApiOkResponse({ type: GiftBatchResults })
  async sendBatch(
    @Caller() caller: Caller,
    @PreferWait() waitMs: number,
    @TraceId() traceId: string,
    @Body() { items }: GiftBatchInput,
  ): Promise<{ results: readonly JsonObject[] }> {
    const read = items.map((item) => readItem(item));
    refuseDuplicateKeys(read);
    const valid = read.flatMap((each) => ('toSend' in each ? [each.toSend] : []));
    const answers = await this.gifts.send(valid, caller, traceId, waitMs);
    let next = 0;
    const results = read.map((each): JsonObject => {
      const answer =
        'toSend' in each ? answers[next++] : { refusal: each.refusal, replayed: false };
      if (answer === undefined) throw new Error('a gift was not answered');
      return { key: each.key, ...resultOf(answer, traceId) };
    });
    return { results };
  }

  @ApiOperation({ summary: 'One gift, for its viewer, its recipients, auditors and operators' })
  @Get(':giftTxId')
  @AllowRoles('viewer', 'creator')
  @ApiOkResponse({ type: GiftView })
  async gift(@Caller() caller: Caller, @Param('giftTxId') giftTxId: string): Promise<JsonObject> {
    const events = await this.store.readStream(`gift-${giftTxId}`);
    if (events.length === 0) throw notFound();
    const gift = recordedGift(events);
    if (gift.state.stage === 'none') throw notFound();
    const facts = gift.state.stage === 'sent' ? gift.state.gift : gift.state.request;
    const isOwn = caller.role === 'viewer' && facts.viewerId === caller.sub;
    const isRecipient =
      caller.role === 'creator' &&
      facts.recipients.some(({ creatorId }) => creatorId === caller.sub);
    const readsAll = caller.role === 'auditor' || caller.role === 'operator';
    if (!isOwn && !isRecipient && !readsAll) throw notFound();
    const viewerId = isRecipient && facts.anonymous ? null : facts.viewerId;
    return { ...giftView(gift), viewerId };
  }
}

type ReadItem = { readonly key: string } & (
  { readonly toSend: GiftToSend } | { readonly refusal: RefusalError }
);

/** A malformed item is refused in its own result; the others are sent. */
function readItem(item: unknown): ReadItem {
  const { input, faults } = checkInput(GiftBatchItemInput, item);
  if (input === undefined) return { key: keyOf(item), refusal: validationRefusal(faults) };
  return { key: input.key, toSend: { idempotencyKey: input.key, input } };
}

function keyOf(item: unknown): string {
  const key = typeof item === 'object' && item !== null ? (item as { key?: unknown }).key : '';
  return typeof key === 'string' ? key.slice(0, 128) : '';
}

function refuseDuplicateKeys(items: readonly ReadItem[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    if (!('toSend' in item)) continue;
    if (seen.has(item.key)) {
      throw new RefusalError('duplicate-key', `The key ${item.key} stands twice in this batch.`);
    }
    seen.add(item.key);
  }
}

const resultOf = (answer: GiftAnswer, traceId: string): JsonObject =>
  'refusal' in answer
    ? {
        status: statusOf(answer.refusal.code),
        replayed: answer.replayed,
        body: problemOf(answer.refusal, traceId),
      }
    : { status: answer.status, replayed: answer.replayed, body: answer.body };
