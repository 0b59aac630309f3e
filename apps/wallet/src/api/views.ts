import { ApiProperty } from '@nestjs/swagger';
import {
  ACCOUNT_ID,
  COINS,
  POSITION,
  PURCHASE_ID,
  SIGNED_COINS,
  TIMESTAMP,
  MoneyView,
} from '@gifting/http/schemas';

/** The answers of the wallet service, as OpenAPI shows them. */
export class UpstreamResultView {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ enum: ['accepted', 'duplicate', 'held', 'parked', 'rejected'] })
  readonly status!: string;

  @ApiProperty({ type: 'string', required: false })
  readonly code?: string;

  @ApiProperty({ ...PURCHASE_ID, required: false })
  readonly purchaseId?: string;

  @ApiProperty({ ...POSITION, required: false })
  readonly position?: string;
}

export class UpstreamResults {
  @ApiProperty({ type: [UpstreamResultView] })
  readonly results!: readonly UpstreamResultView[];
}

export class WalletView {
  @ApiProperty(ACCOUNT_ID)
  readonly viewerId!: string;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty(COINS)
  readonly debt!: string;

  @ApiProperty({ type: 'boolean' })
  readonly frozen!: boolean;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class LotView {
  @ApiProperty(PURCHASE_ID)
  readonly purchaseId!: string;

  @ApiProperty(COINS)
  readonly granted!: string;

  @ApiProperty(COINS)
  readonly remaining!: string;

  @ApiProperty(COINS)
  readonly spent!: string;

  @ApiProperty(COINS)
  readonly refunded!: string;

  @ApiProperty(COINS)
  readonly chargedBack!: string;

  @ApiProperty(COINS)
  readonly debtRepaid!: string;

  @ApiProperty(TIMESTAMP)
  readonly grantedAt!: string;

  @ApiProperty(TIMESTAMP)
  readonly refundableUntil!: string;
}

export class TransactionView {
  @ApiProperty({
    enum: [
      'purchase',
      'gift',
      'gift-returned',
      'refund',
      'refund-restored',
      'chargeback',
      'chargeback-restored',
      'debt-repaid',
      'debt-returned',
    ],
  })
  readonly kind!: string;

  @ApiProperty(SIGNED_COINS)
  readonly coins!: string;

  @ApiProperty(COINS)
  readonly balance!: string;

  @ApiProperty({ type: 'string', description: 'The purchaseId, the giftTxId or the refundId.' })
  readonly reference!: string;

  @ApiProperty(TIMESTAMP)
  readonly at!: string;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class PurchaseView {
  @ApiProperty(PURCHASE_ID)
  readonly purchaseId!: string;

  @ApiProperty({ ...ACCOUNT_ID, nullable: true })
  readonly viewerId!: string | null;

  @ApiProperty({ enum: ['captured', 'credited', 'held', 'partly-refunded', 'refunded'] })
  readonly state!: string;

  @ApiProperty({ type: 'string', required: false, description: 'Why it is held.' })
  readonly code?: string;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty(COINS)
  readonly remaining!: string;

  @ApiProperty(COINS)
  readonly spent!: string;

  @ApiProperty(COINS)
  readonly refunded!: string;

  @ApiProperty(COINS)
  readonly chargedBack!: string;

  @ApiProperty(COINS)
  readonly debtRepaid!: string;

  @ApiProperty(COINS)
  readonly debt!: string;

  @ApiProperty({ type: MoneyView })
  readonly paid!: MoneyView;

  @ApiProperty({ type: MoneyView })
  readonly refundedMoney!: MoneyView;

  @ApiProperty({ type: MoneyView })
  readonly residual!: MoneyView;

  @ApiProperty(TIMESTAMP)
  readonly capturedAt!: string;

  @ApiProperty({ ...TIMESTAMP, nullable: true })
  readonly refundableUntil!: string | null;

  @ApiProperty(POSITION)
  readonly position!: string;
}

export class BundleView {
  @ApiProperty({ type: 'string', example: 'coins-70' })
  readonly bundleId!: string;

  @ApiProperty(COINS)
  readonly coins!: string;

  @ApiProperty({ type: MoneyView })
  readonly price!: MoneyView;
}

export class BundleList {
  @ApiProperty({ type: [BundleView] })
  readonly items!: readonly BundleView[];
}

export class ExplainedEvent {
  @ApiProperty(POSITION)
  readonly position!: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly eventId!: string;

  @ApiProperty({ type: 'string', example: 'PurchaseCaptured' })
  readonly type!: string;

  @ApiProperty({ type: 'string', example: 'purchase-stripe.ch_3PqX' })
  readonly stream!: string;

  @ApiProperty(TIMESTAMP)
  readonly recordedAt!: string;

  @ApiProperty({ type: 'string', example: 'ana paid USD 10.00.' })
  readonly summary!: string;
}

export class ExplanationView {
  @ApiProperty(PURCHASE_ID)
  readonly purchaseId!: string;

  @ApiProperty({ enum: ['captured', 'credited', 'held', 'partly-refunded', 'refunded'] })
  readonly state!: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly waitingFor!: string | null;

  @ApiProperty({ type: [ExplainedEvent] })
  readonly chain!: readonly ExplainedEvent[];
}
