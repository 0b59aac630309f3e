import { ApiProperty } from '@nestjs/swagger';
import {
  ACCOUNT_ID,
  COINS,
  COMMAND_ID,
  DIAMONDS,
  GIFT_ID,
  POSITION,
  MoneyView,
} from '@gifting/http/schemas';

/** The answers of the gift service, as OpenAPI shows them. */
export class RecipientView {
  @ApiProperty(ACCOUNT_ID)
  readonly creatorId!: string;

  @ApiProperty(DIAMONDS)
  readonly diamonds!: string;
}

export class PendingGift {
  @ApiProperty(COMMAND_ID)
  readonly giftTxId!: string;

  @ApiProperty({ enum: ['requested'] })
  readonly state!: string;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class GiftReceipt {
  @ApiProperty(COMMAND_ID)
  readonly giftTxId!: string;

  @ApiProperty({ enum: ['requested', 'sent', 'declined', 'reversed'] })
  readonly state!: string;

  @ApiProperty(GIFT_ID)
  readonly giftId!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 9_999 })
  readonly quantity!: number;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty({ type: [RecipientView] })
  readonly recipients!: readonly RecipientView[];

  @ApiProperty({ ...COINS, description: 'What the wallet holds right behind the gift.' })
  readonly balance!: string;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class GiftView extends GiftReceipt {
  @ApiProperty({ ...ACCOUNT_ID, nullable: true })
  readonly viewerId!: string | null;

  @ApiProperty({ type: 'string', required: false, description: 'Why it was declined.' })
  readonly code?: string;
}

export class GiftBatchResult {
  @ApiProperty({ type: 'string' })
  readonly key!: string;

  @ApiProperty({ type: 'integer', description: 'The status of the single route.' })
  readonly status!: number;

  @ApiProperty({ type: 'boolean' })
  readonly replayed!: boolean;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly body!: object;
}

export class GiftBatchResults {
  @ApiProperty({ type: [GiftBatchResult] })
  readonly results!: readonly GiftBatchResult[];
}

export class CatalogueItem {
  @ApiProperty(GIFT_ID)
  readonly giftId!: string;

  @ApiProperty({ type: 'string', example: 'Rose' })
  readonly name!: string;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty({ type: MoneyView, description: 'For show; never used for money.' })
  readonly displayPrice!: MoneyView;

  @ApiProperty({ type: 'string' })
  readonly effect!: string;

  @ApiProperty({ type: 'integer' })
  readonly priceVersion!: number;
}

export class CatalogueList {
  @ApiProperty({ type: [CatalogueItem] })
  readonly items!: readonly CatalogueItem[];
}

export class PolicyView {
  @ApiProperty({ type: 'integer' })
  readonly version!: number;

  @ApiProperty({ type: 'string', example: 'seed' })
  readonly name!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly content!: object;

  @ApiProperty({ type: 'string', description: 'SHA-256 of the RFC 8785 form of the content.' })
  readonly sha256!: string;
}

export class CurrencyView {
  @ApiProperty({ enum: ['coins', 'diamonds'] })
  readonly name!: string;

  @ApiProperty({ type: 'string' })
  readonly purpose!: string;

  @ApiProperty({ type: 'string' })
  readonly holder!: string;

  @ApiProperty({ type: 'string' })
  readonly source!: string;

  @ApiProperty({ type: [MoneyView] })
  readonly value!: readonly MoneyView[];

  @ApiProperty({ type: 'boolean' })
  readonly cashOut!: boolean;

  @ApiProperty({ type: 'string', description: 'Basis points that the platform keeps at cash-out.' })
  readonly commissionBps!: string;
}

export class CurrencyList {
  @ApiProperty({ type: [CurrencyView] })
  readonly items!: readonly CurrencyView[];
}
