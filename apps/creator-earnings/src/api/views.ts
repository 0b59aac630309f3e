import { ApiProperty } from '@nestjs/swagger';
import {
  ACCOUNT_ID,
  COINS,
  COMMAND_ID,
  DIAMONDS,
  GIFT_ID,
  POSITION,
  TIMESTAMP,
  MoneyView,
} from '@gifting/http/schemas';

/** The answers of the creator-earnings service, as OpenAPI shows them. */
export class EarnedDiamonds {
  @ApiProperty({ ...DIAMONDS, description: 'pending + available + reserved + held' })
  readonly total!: string;

  @ApiProperty({ ...DIAMONDS, description: 'Credited, and not available yet.' })
  readonly pending!: string;

  @ApiProperty(DIAMONDS)
  readonly available!: string;

  @ApiProperty({ ...DIAMONDS, description: 'Set aside for payouts under way.' })
  readonly reserved!: string;

  @ApiProperty(DIAMONDS)
  readonly held!: string;

  @ApiProperty({ ...DIAMONDS, description: 'Paid out, net of what came back.' })
  readonly redeemed!: string;

  @ApiProperty(DIAMONDS)
  readonly clawedBack!: string;
}

export class Withdrawable {
  @ApiProperty(DIAMONDS)
  readonly diamonds!: string;

  @ApiProperty({ type: MoneyView })
  readonly money!: MoneyView;
}

export class EarningsView {
  @ApiProperty(ACCOUNT_ID)
  readonly creatorId!: string;

  @ApiProperty({ type: EarnedDiamonds })
  readonly diamonds!: EarnedDiamonds;

  @ApiProperty({ type: Withdrawable, description: 'What whole cents allow, minimum or not.' })
  readonly withdrawable!: Withdrawable;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class SeriesItem {
  @ApiProperty({ ...TIMESTAMP, description: 'The start of the bucket.' })
  readonly from!: string;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty(DIAMONDS)
  readonly diamonds!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Sendings, whatever their quantity.' })
  readonly gifts!: number;
}

export class EarningsSeriesView {
  @ApiProperty({ type: [SeriesItem] })
  readonly items!: readonly SeriesItem[];

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class ReceivedGift {
  @ApiProperty(COMMAND_ID)
  readonly giftTxId!: string;

  @ApiProperty({ ...ACCOUNT_ID, nullable: true, description: 'Null when anonymous.' })
  readonly viewerId!: string | null;

  @ApiProperty(GIFT_ID)
  readonly giftId!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 9_999 })
  readonly quantity!: number;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty(DIAMONDS)
  readonly diamonds!: string;

  @ApiProperty({ type: 'string', required: false, maxLength: 200 })
  readonly message?: string;

  @ApiProperty(TIMESTAMP)
  readonly at!: string;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class FeedTicket {
  @ApiProperty({ type: 'string', description: 'For `?ticket=` of the feed; works once.' })
  readonly ticket!: string;
}

export class SupporterView {
  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly rank!: number;

  @ApiProperty({ ...ACCOUNT_ID, nullable: true, description: 'Null for all anonymous gifts.' })
  readonly viewerId!: string | null;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Sendings, whatever their quantity.' })
  readonly gifts!: number;
}

export class SupporterBoard {
  @ApiProperty({ type: [SupporterView] })
  readonly items!: readonly SupporterView[];

  @ApiProperty({ type: 'string', nullable: true, description: 'Opaque; null at the end.' })
  readonly nextCursor!: string | null;

  @ApiProperty(POSITION)
  readonly position!: string;
}
