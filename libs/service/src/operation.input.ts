import { ApiProperty } from '@nestjs/swagger';
import { IsText } from '@gifting/http/input';
import { COMMAND_ID, POSITION } from '@gifting/http/schemas';

/** What every operation says: why. */
export class OperationInput {
  @IsText({ max: 500 })
  readonly reason!: string;
}

/** The answer of every operation. */
export class OperationReceiptView {
  @ApiProperty(COMMAND_ID)
  readonly operationId!: string;

  @ApiProperty({ enum: ['requested', 'done'] })
  readonly state!: 'requested' | 'done';

  @ApiProperty(POSITION)
  readonly position!: string;
}
