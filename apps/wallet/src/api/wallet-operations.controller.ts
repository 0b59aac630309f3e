import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowRoles, CommandCall, replyWith } from '@gifting/http';
import { OperationInput, OperationReceiptView, Operations } from '@gifting/service';

/** What operators do to wallets. A wallet that was never seen exists as well, so none is unknown. */
@ApiTags('Operators')
@Controller('/v1/operations/wallets/:viewerId')
export class WalletOperationsController {
  constructor(private readonly operations: Operations) {}

  @ApiOperation({ summary: 'Lets nothing be spent from a wallet until it is unfrozen' })
  @Post('freeze')
  @AllowRoles('operator')
  @ApiCreatedResponse({ type: OperationReceiptView })
  @ApiAcceptedResponse({ type: OperationReceiptView })
  freeze(
    @Param('viewerId') viewerId: string,
    @CommandCall() call: CommandCall,
    @Body() input: OperationInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationReceiptView> {
    return this.#run('freeze', viewerId, call, input, reply);
  }

  @ApiOperation({ summary: 'Lets a frozen wallet be spent from again' })
  @Post('unfreeze')
  @AllowRoles('operator')
  @ApiCreatedResponse({ type: OperationReceiptView })
  @ApiAcceptedResponse({ type: OperationReceiptView })
  unfreeze(
    @Param('viewerId') viewerId: string,
    @CommandCall() call: CommandCall,
    @Body() input: OperationInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationReceiptView> {
    return this.#run('unfreeze', viewerId, call, input, reply);
  }

  async #run(
    action: 'freeze' | 'unfreeze',
    viewerId: string,
    call: CommandCall,
    { reason }: OperationInput,
    reply: FastifyReply,
  ): Promise<OperationReceiptView> {
    const result = await this.operations.run({
      route: `/v1/operations/wallets/:viewerId/${action}`,
      action,
      target: `wallet-${viewerId}`,
      reason,
      content: { reason, viewerId },
      call,
    });
    return replyWith(result, reply);
  }
}
