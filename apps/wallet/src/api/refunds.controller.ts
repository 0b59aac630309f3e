import { Body, Controller, Get, Injectable, Param, Post, Res } from '@nestjs/common';
import {
  ApiOperation,
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { PurchaseId } from '@gifting/kernel';
import {
  AllowRoles,
  type Caller,
  CommandCall,
  notFound,
  ObjectAccess,
  type ObjectPolicy,
  replyWith,
} from '@gifting/http';
import { RecordedRefunds } from './recorded-refunds';
import { RefundRequests } from './refund-requests';
import { refundView } from './refund-view';
import { RefundView } from './refund.views';
import { RefundInput } from './refunds.input';

/** A purchase can be refunded to its viewer alone. Its own stream says who that is. */
@Injectable()
export class RefundablePurchase implements ObjectPolicy {
  constructor(private readonly requests: RefundRequests) {}

  async reaches(caller: Caller, { purchaseId }: Record<string, string>): Promise<boolean> {
    const purchase = await this.requests.captured(purchaseId as PurchaseId);
    return purchase?.report.viewerId === caller.sub;
  }
}

/** A refund exists for its viewer, for auditors and for operators. */
@Injectable()
export class RefundAccess implements ObjectPolicy {
  constructor(private readonly refunds: RecordedRefunds) {}

  async reaches(caller: Caller, { refundId }: Record<string, string>): Promise<boolean> {
    const found = await this.refunds.find(refundId ?? '');
    if (found === undefined || found.refund.stage === 'none') return false;
    return caller.role !== 'viewer' || found.refund.request.viewerId === caller.sub;
  }
}

@ApiTags('Viewers')
@Controller('/v1')
export class RefundsController {
  constructor(
    private readonly requests: RefundRequests,
    private readonly refunds: RecordedRefunds,
  ) {}

  @ApiOperation({
    summary: 'Gives unspent coins of a purchase back for their money',
    description:
      'Answers when the coins have left the wallet, or after `Prefer: wait` with 202. The money is ' +
      'paid by the app that sold the coins.',
  })
  @Post('purchases/:purchaseId/refunds')
  @AllowRoles('viewer')
  @ObjectAccess(RefundablePurchase)
  @ApiCreatedResponse({ type: RefundView })
  @ApiAcceptedResponse({ type: RefundView })
  async requestRefund(
    @Param('purchaseId') purchaseId: PurchaseId,
    @CommandCall() call: CommandCall,
    @Body() input: RefundInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RefundView> {
    const answer = await this.requests.request(purchaseId, input, call);
    return replyWith(answer, reply, ({ refundId }) => `/v1/refunds/${refundId}`);
  }

  @ApiOperation({
    summary: 'One refund, with what its provider has reported',
    description: 'It is read from the streams of the refund and of its purchase.',
  })
  @Get('refunds/:refundId')
  @AllowRoles('viewer')
  @ObjectAccess(RefundAccess)
  @ApiOkResponse({ type: RefundView })
  async refund(@Param('refundId') refundId: string): Promise<RefundView> {
    const found = await this.refunds.find(refundId);
    if (found === undefined) throw notFound();
    const view = refundView(found);
    if (found.refund.stage !== 'approved') return view;
    const reported = await this.refunds.reported(found.refund.approved);
    if (reported === undefined) return view;
    return { ...view, state: reported.outcome, position: reported.position };
  }
}
