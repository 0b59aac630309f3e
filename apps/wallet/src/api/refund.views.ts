import { ApiProperty } from '@nestjs/swagger';
import { COMMAND_ID, COINS, MoneyView, POSITION, PURCHASE_ID } from '@gifting/http/schemas';

/** A refund, as OpenAPI shows it. */
export class RefundView {
  @ApiProperty(COMMAND_ID)
  readonly refundId!: string;

  @ApiProperty(PURCHASE_ID)
  readonly purchaseId!: string;

  @ApiProperty({ ...COINS, nullable: true })
  readonly coins!: string | null;

  @ApiProperty({ type: MoneyView, nullable: true })
  readonly money!: MoneyView | null;

  @ApiProperty({
    enum: ['requested', 'approved', 'paid', 'failed', 'declined'],
    description: 'It has failed, too, when its money came back.',
  })
  readonly state!: string;

  @ApiProperty({ type: 'string', required: false, description: 'Why it was declined.' })
  readonly code?: string;

  @ApiProperty(POSITION)
  readonly position!: string;
}
