import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { validatePolicy } from '@gifting/economy';
import { AllowRoles, CommandCall, replyWith } from '@gifting/http';
import { rule, validationRefusal } from '@gifting/http/input';
import type { JsonObject } from '@gifting/kernel';
import { OperationInput, OperationReceiptView, Operations, POLICY_STREAM } from '@gifting/service';

export class ActivatePolicyInput extends OperationInput {
  /** Of the shape of `content` in `/v1/policies/current`; its own rules name what is wrong with it. */
  @rule('isObject', (value) => typeof value === 'object' && value !== null, 'must be an object', {
    type: 'object',
    additionalProperties: true,
  })
  readonly policy!: JsonObject;
}

@ApiTags('Operators')
@Controller('/v1/operations/policies')
export class PolicyOperationsController {
  constructor(private readonly operations: Operations) {}

  @ApiOperation({
    summary: 'Makes other rules the active ones',
    description:
      'What was priced before keeps its numbers; gifts and purchases to come use the new ones.',
  })
  @Post('activate')
  @AllowRoles('operator')
  @ApiCreatedResponse({ type: OperationReceiptView })
  @ApiAcceptedResponse({ type: OperationReceiptView })
  async activate(
    @CommandCall() call: CommandCall,
    @Body() { policy, reason }: ActivatePolicyInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationReceiptView> {
    const faults = validatePolicy(policy);
    if (faults.length > 0) {
      throw validationRefusal(
        faults.map(({ field, reason: why }) => ({ field: `policy.${field}`, reason: why })),
      );
    }
    const result = await this.operations.run({
      route: '/v1/operations/policies/activate',
      action: 'activate',
      target: POLICY_STREAM,
      reason,
      content: { policy, reason },
      policy,
      call,
    });
    return replyWith(result, reply);
  }
}
