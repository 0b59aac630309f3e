import { ApiProperty } from '@nestjs/swagger';
import {
  ACCOUNT_ID,
  COMMAND_ID,
  DIAMONDS,
  POSITION,
  TIMESTAMP,
  MoneyView,
} from '@gifting/http/schemas';

/** The answers of the payout service, as OpenAPI shows them. */
export const PAYOUT_STATES = [
  'requested',
  'approved',
  'declined',
  'cancelled',
  'submitted',
  'paid',
  'failed',
  'returned',
] as const;

const UNTIL_RESERVED = 'Null until the diamonds are reserved.';

export class PayoutView {
  @ApiProperty(COMMAND_ID)
  readonly payoutId!: string;

  @ApiProperty(ACCOUNT_ID)
  readonly creatorId!: string;

  @ApiProperty({ enum: PAYOUT_STATES })
  readonly state!: (typeof PAYOUT_STATES)[number];

  @ApiProperty({ type: 'string', required: false, description: 'Why it was declined.' })
  readonly code?: string;

  @ApiProperty({ type: 'string', required: false, description: 'Why the provider did not pay.' })
  readonly reason?: string;

  @ApiProperty({ enum: ['paypal', 'bank'] })
  readonly method!: string;

  @ApiProperty({ ...DIAMONDS, nullable: true, description: UNTIL_RESERVED })
  readonly diamonds!: string | null;

  @ApiProperty({ type: MoneyView, nullable: true, description: UNTIL_RESERVED })
  readonly gross!: MoneyView | null;

  @ApiProperty({ type: MoneyView, nullable: true, description: UNTIL_RESERVED })
  readonly commission!: MoneyView | null;

  @ApiProperty({ type: MoneyView, nullable: true, description: UNTIL_RESERVED })
  readonly providerFee!: MoneyView | null;

  @ApiProperty({ type: MoneyView, nullable: true, description: 'What the creator receives.' })
  readonly net!: MoneyView | null;

  @ApiProperty(TIMESTAMP)
  readonly requestedAt!: string;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class PayoutCancellation {
  @ApiProperty(COMMAND_ID)
  readonly payoutId!: string;

  @ApiProperty(COMMAND_ID)
  readonly operationId!: string;

  @ApiProperty({ enum: ['requested', 'cancelled'] })
  readonly state!: 'requested' | 'cancelled';

  @ApiProperty(POSITION)
  readonly position!: string;
}
