import { Body, Controller, Get, Injectable, Param, Post, Res } from '@nestjs/common';
import {
  ApiOperation,
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EventStore } from '@gifting/event-store';
import {
  AllowRoles,
  Caller,
  IdempotencyKey,
  notFound,
  ObjectAccess,
  type ObjectPolicy,
  PreferWait,
  TraceId,
} from '@gifting/http';
import type { PayoutRequested } from '../domain/payout.events';
import { type CancellationAnswer, PayoutCancellations } from './payout-cancellations';
import { type PayoutAnswer, PayoutRequests } from './payout-requests';
import { payoutView, recordedPayout } from './payout-view';
import { PayoutInput } from './payouts.input';
import { PayoutCancellation, PayoutView } from './views';

/** A payout exists for its creator, for auditors and for operators. */
@Injectable()
export class PayoutAccess implements ObjectPolicy {
  constructor(private readonly store: EventStore) {}

  async reaches(caller: Caller, { payoutId }: Record<string, string>): Promise<boolean> {
    const [first] = await this.store.readStream(`payout-${payoutId}`, { limit: 1 });
    if (first === undefined) return false;
    const { creatorId } = first.data as PayoutRequested['data'];
    return caller.role !== 'creator' || creatorId === caller.sub;
  }
}

@ApiTags('Creators')
@Controller('/v1/payouts')
export class PayoutsController {
  constructor(
    private readonly requests: PayoutRequests,
    private readonly cancellations: PayoutCancellations,
    private readonly store: EventStore,
  ) {}

  @ApiOperation({
    summary: 'Asks for a payout',
    description: 'Answers when its amounts are fixed, or after `Prefer: wait` with 202.',
  })
  @Post()
  @AllowRoles('creator')
  @ApiCreatedResponse({ type: PayoutView })
  @ApiAcceptedResponse({ type: PayoutView })
  async requestPayout(
    @Caller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string,
    @PreferWait() waitMs: number,
    @TraceId() traceId: string,
    @Body() input: PayoutInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PayoutView> {
    const call = { caller, idempotencyKey, traceId, waitMs };
    return answered(await this.requests.request(input, call), reply);
  }

  @ApiOperation({ summary: 'Cancels a payout that the provider has not got yet' })
  @Post(':payoutId/cancel')
  @AllowRoles('creator')
  @ObjectAccess(PayoutAccess)
  @ApiCreatedResponse({ type: PayoutCancellation })
  @ApiAcceptedResponse({ type: PayoutCancellation })
  async cancelPayout(
    @Param('payoutId') payoutId: string,
    @Caller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string,
    @PreferWait() waitMs: number,
    @TraceId() traceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PayoutCancellation> {
    const call = { caller, idempotencyKey, traceId, waitMs };
    return answered(await this.cancellations.cancel(payoutId, call), reply);
  }

  @ApiOperation({ summary: 'One payout, as its own stream has it' })
  @Get(':payoutId')
  @AllowRoles('creator')
  @ObjectAccess(PayoutAccess)
  @ApiOkResponse({ type: PayoutView })
  async payout(@Param('payoutId') payoutId: string): Promise<PayoutView> {
    const events = await this.store.readStream(`payout-${payoutId}`);
    if (events.length === 0) throw notFound();
    return payoutView(recordedPayout(events));
  }
}

type Answered<Answer> = Answer extends { readonly body: infer Body } ? Body : never;

/** Sets status and headers. @throws RefusalError where the command was refused */
function answered<Answer extends PayoutAnswer | CancellationAnswer>(
  answer: Answer,
  reply: FastifyReply,
): Answered<Answer> {
  if (answer.replayed) reply.header('idempotency-replayed', 'true');
  if ('refusal' in answer) throw answer.refusal;
  if (answer.status === 202) reply.header('location', `/v1/payouts/${answer.body.payoutId}`);
  reply.status(answer.status);
  return answer.body as Answered<Answer>;
}
