import { grant, REPORT_FACTS } from '@gifting/kernel/facts';
import {
  accountId,
  coinsText,
  type EventOf,
  eventType,
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

export type PurchaseEvent = PurchaseCaptured | PurchaseHeld | PurchaseCredited;
