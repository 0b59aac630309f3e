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
  type Caller,
  CommandCall,
  notFound,
  ObjectAccess,
  type ObjectPolicy,
  replyWith,
} from '@gifting/http';
import { Operations } from '@gifting/service';
import type { PayoutRequested } from '../domain/payout.events';
import { PayoutRequests } from './payout-requests';
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
    private readonly operations: Operations,
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
    @CommandCall() call: CommandCall,
    @Body() input: PayoutInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PayoutView> {
    return replyWith(await this.requests.request(input, call), reply, locationOf);
  }

  @ApiOperation({ summary: 'Cancels a payout that the provider has not got yet' })
  @Post(':payoutId/cancel')
  @AllowRoles('creator')
  @ObjectAccess(PayoutAccess)
  @ApiCreatedResponse({ type: PayoutCancellation })
  @ApiAcceptedResponse({ type: PayoutCancellation })
  async cancelPayout(
    @Param('payoutId') payoutId: string,
    @CommandCall() call: CommandCall,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PayoutCancellation> {
    const result = await this.operations.run({
      route: CANCEL_ROUTE,
      action: 'cancel',
      target: `payout-${payoutId}`,
      reason: 'cancelled by its creator',
      content: { payoutId },
      call,
    });
    const { state, ...receipt } = replyWith(result, reply, () => locationOf({ payoutId }));
    return { payoutId, ...receipt, state: state === 'done' ? 'cancelled' : state };
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

const CANCEL_ROUTE = '/v1/payouts/:payoutId/cancel';

const locationOf = ({ payoutId }: { readonly payoutId: string }): string =>
  `/v1/payouts/${payoutId}`;
