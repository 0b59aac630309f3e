export {
  type Allocation,
  CREDIT_FACTS,
  type CreditFacts,
  GIFT_FACTS,
  RECIPIENT_FACTS,
  type Recipient,
  SPEND_FACTS,
  quantity,
  recipient,
} from './gift';
export { OPERATION_FACTS } from './operation';
export {
  AMOUNT_FACTS,
  DIAMOND_FACTS,
  type DiamondLine,
  FEE_BEARERS,
  type FeeBearer,
  PAYOUT_IDS,
  PAYOUT_METHODS,
  PAYOUT_REQUEST_FACTS,
  type PayoutAmounts,
  type PayoutMethod,
  payoutAmounts,
  payoutMethod,
  providerFeeBearer,
} from './payout';
export {
  CHANNELS,
  type Channel,
  type Grant,
  LOT_FACTS,
  REGION,
  REPORT_FACTS,
  grant,
} from './purchase';
export { REFUND_AMOUNTS, REFUND_IDS, REFUND_REQUEST_FACTS } from './refund';
