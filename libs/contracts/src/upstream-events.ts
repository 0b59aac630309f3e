import { REPORT_FACTS } from '@gifting/kernel/facts';
import { text } from '@gifting/kernel/schema';
import { message } from './message';

/** What upstream apps send, by the type of the CloudEvent. */
export const upstreamEvents = {
  'purchase.captured.v1': message({
    to: 'wallet',
    key: '{provider}.{transactionId}',
    description: "An upstream app has taken a viewer's money.",
    members: {
      ...REPORT_FACTS,
      // Upstream apps write times as they like; what is stored is in one form.
      capturedAt: text('RFC 3339 UTC.', {
        pattern: /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$/,
      }),
    },
  }),
};
