import { grant, REFUND_AMOUNTS, REFUND_IDS, REPORT_FACTS } from '@gifting/kernel/facts';
import {
  accountId,
  coinsText,
  type EventOf,
  eventType,
  flag,
  moneyText,
  named,
  optional,
  policyVersion,
  purchaseId,
  record,
  refusalCode,
  text,
  type ValueOf,
  wholeNumber,
} from '@gifting/kernel/schema';

const report = named(
  'purchaseReport',
  record(
    'What an upstream app says about a purchase. One natural key always stands for one report.',
    REPORT_FACTS,
  ),
);
export type PurchaseReport = ValueOf<typeof report>;

const upstream = named(
  'upstream',
  record('The CloudEvent that first brought a report. For tracing only.', {
    id: text('The id that the upstream app gave it.'),
    message: optional(
      record('Where in Kafka it was; absent when it came over HTTP.', {
        offset: text('Its offset in the partition.'),
        partition: wholeNumber('Its partition.', { minimum: 0 }),
        topic: text('Its topic.'),
      }),
    ),
    source: text('The source that the upstream app gave it.'),
  }),
);
export type Upstream = ValueOf<typeof upstream>;

export const PurchaseCaptured = eventType(
  'PurchaseCaptured',
  1,
  "A viewer's payment was reported and priced.",
  {
    grant: optional(grant('The lot that is to be granted; absent when the purchase is held.')),
    policyVersion: policyVersion('The version that priced it: the one active at capturedAt.'),
    purchaseId: purchaseId(),
    report: report(),
    upstream: upstream(),
  },
);
export type PurchaseCaptured = EventOf<typeof PurchaseCaptured>;

export const PurchaseHeld = eventType(
  'PurchaseHeld',
  1,
  'Paid, but not to be granted before an operator decides; its money is in suspense.',
  { code: refusalCode(), purchaseId: purchaseId() },
);
export type PurchaseHeld = EventOf<typeof PurchaseHeld>;

export const PurchaseCredited = eventType(
  'PurchaseCredited',
  1,
  'The lot is in the wallet: its coins can be spent.',
  { coins: coinsText('What the lot holds.'), purchaseId: purchaseId(), viewerId: accountId() },
);
export type PurchaseCredited = EventOf<typeof PurchaseCredited>;

export const RefundReported = eventType(
  'RefundReported',
  1,
  'The provider has paid a refund. Only cash moves: an approved refund has its coins already.',
  {
    ...REFUND_IDS,
    amount: moneyText('What the provider paid. A difference to the approved money is residual.'),
    approved: optional(
      record('What we had approved; absent where the provider refunds by itself.', REFUND_AMOUNTS),
    ),
    coins: optional(coinsText('As reported; an approved refund has its own.')),
    upstream: upstream(),
  },
);
export type RefundReported = EventOf<typeof RefundReported>;

export const RefundFailedReported = eventType(
  'RefundFailedReported',
  1,
  'The provider could not pay an approved refund: its coins come back.',
  { ...REFUND_IDS, upstream: upstream() },
);
export type RefundFailedReported = EventOf<typeof RefundFailedReported>;

export const RefundReversedReported = eventType(
  'RefundReversedReported',
  1,
  'The money of an approved refund came back: its coins come back too.',
  {
    ...REFUND_IDS,
    amount: moneyText('What came back.'),
    reported: flag('Whether the refund was reported as paid before; if not, no cash moves.'),
    upstream: upstream(),
  },
);
export type RefundReversedReported = EventOf<typeof RefundReversedReported>;

/** What the provider says about refunds. */
export type RefundNoticeEvent = RefundReported | RefundFailedReported | RefundReversedReported;

export type PurchaseEvent = PurchaseCaptured | PurchaseHeld | PurchaseCredited | RefundNoticeEvent;
