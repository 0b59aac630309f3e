import { REPORT_FACTS } from '@gifting/kernel/facts';
import {
  coinsText,
  moneyText,
  optional,
  providerId,
  refundId,
  text,
  transactionId,
} from '@gifting/kernel/schema';
import { message } from './message';

const KEY = '{provider}.{transactionId}';

/** Which refund of which purchase an upstream app reports on. */
const REFUND = {
  provider: providerId(),
  refundId: refundId('The id of an approved refund.'),
  transactionId: transactionId(),
};

/** What upstream apps send, by the type of the CloudEvent. */
export const upstreamEvents = {
  'purchase.captured.v1': message({
    to: 'wallet',
    key: KEY,
    description: "An upstream app has taken a viewer's money.",
    members: {
      ...REPORT_FACTS,
      // Upstream apps write times as they like; what is stored is in one form.
      capturedAt: text('RFC 3339 UTC.', {
        pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$/,
      }),
    },
  }),
  'purchase.refunded.v1': message({
    to: 'wallet',
    key: KEY,
    description: 'The provider has paid an approved refund. Only cash moves: its coins are gone.',
    members: {
      ...REFUND,
      amount: moneyText('What the provider paid; a difference to the approved money is residual.'),
      coins: optional(coinsText('Recorded only.')),
    },
  }),
  'purchase.refund-failed.v1': message({
    to: 'wallet',
    key: KEY,
    description: 'An approved refund could not be paid: its coins come back.',
    members: REFUND,
  }),
  'purchase.refund-reversed.v1': message({
    to: 'wallet',
    key: KEY,
    description: 'The money of an approved refund came back: its coins come back too.',
    members: { ...REFUND, amount: moneyText('What came back.') },
  }),
};
